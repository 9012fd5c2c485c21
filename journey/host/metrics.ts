import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { journeyOrder } from '../domain/graph';
import { keyText } from '../domain/key-text';
import type { MetricOutcome, MetricRequest, ReportQuery, ReportRow } from '../ports/store';
import { clock } from './clock';
import { graphOf, inputItems, neutraliseSettings } from './continuation';
import { iso } from './enter';
import { withStore } from './errors';
import { Fault, orFault, warnOfFaults } from './faults';
import { journal, journeyVersion } from './journal';
import { travellers } from './people';
import { journeyProcess } from './process';

/** What to record for one person. */
export type MetricWish = Pick<MetricRequest, 'kind' | 'name' | 'value' | 'currency' | 'orderId'>;

/**
 * Records one metric per item, exactly once over replays, retries and restarts, and hands the items on unchanged: also those
 * whose fields cannot work, which record nothing and are `invalid`. Items of people who have left the journey end here. A
 * test run looks at the fields and records nothing.
 * @throws NodeOperationError when items belong to nobody.
 */
export async function recordMetrics(
  context: IExecuteFunctions,
  wishOf: (item: number) => MetricWish,
): Promise<INodeExecutionData[]> {
  const entry = neutraliseSettings(context);
  const items = inputItems(entry);
  if (context.getMode() === 'manual') {
    wishesOf(context, items.length, wishOf);
    const message = 'A test run records no metrics';
    context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
    return passedOn(items, () => true);
  }
  const process = journeyProcess();
  return withStore(context.getNode(), process.executions.get(context.getExecutionId()), async () => {
    const arrived = await travellers(process, context, entry, items.length);
    const common = {
      workflowId: context.getWorkflow().id ?? '',
      nodeId: context.getNode().id,
      version: journeyVersion(context),
      at: clock().now(),
    };
    const wishes = wishesOf(context, items.length, wishOf);
    const requests = arrived.travellers.flatMap(({ person, key }, item) => {
      const wish = wishes[item];
      return wish ? [{ item, ...common, ...storable(wish), person, key }] : [];
    });
    const recorded = await (await process.runtime.store()).recordMetrics(requests);
    const outcomes: (MetricOutcome | 'invalid')[] = items.map(() => 'invalid');
    requests.forEach(({ item }, place) => (outcomes[item] = recorded[place] ?? 'exited'));
    const steps = arrived.travellers.map(({ person, key }, item) => ({
      person,
      key,
      outcome: outcomes[item] ?? 'invalid',
    }));
    await journal(process, context, steps);
    arrived.completed();
    return passedOn(items, (item) => outcomes[item] !== 'exited' && outcomes[item] !== 'stale_attempt');
  });
}

/** What to record for each item; null where its fields cannot work, with a hint that says why. */
function wishesOf(
  context: IExecuteFunctions,
  count: number,
  wishOf: (item: number) => MetricWish,
): (MetricWish | null)[] {
  const read = Array.from({ length: count }, (_, item) => orFault(() => wishOf(item)));
  const faults = read.flatMap((wish, item) => (wish instanceof Fault ? [{ item, reason: wish.reason }] : []));
  warnOfFaults(context, 'recorded', faults);
  return read.map((wish) => (wish instanceof Fault ? null : wish));
}

/** Names and order ids may come from what people sent. */
function storable(wish: MetricWish): MetricWish {
  return { ...wish, name: keyText(wish.name), orderId: wish.orderId === null ? null : keyText(wish.orderId) };
}

function passedOn(
  items: readonly INodeExecutionData[],
  stays: (item: number) => boolean,
): INodeExecutionData[] {
  return items.flatMap((input, item) => (stays(item) ? [{ ...input, pairedItem: { item } }] : []));
}

/**
 * The report of a journey, one item per version and step: versions by their first passage, steps in the order of the canvas
 * as it is now, then those that are no longer on it, by their first passage.
 */
export async function reportMetrics(
  context: IExecuteFunctions,
  query: ReportQuery,
): Promise<INodeExecutionData[]> {
  const rows = await withStore(context.getNode(), undefined, async () =>
    (await journeyProcess().runtime.store()).report(query),
  );
  const own = query.workflowId === context.getWorkflow().id;
  const graph = graphOf(context);
  const nodes = own ? (Object.values(graph.nodes) as unknown as INode[]) : [];
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const places = new Map((own ? journeyOrder(graph) : []).map((name, place) => [name, place]));
  const placeOf = ({ nodeId }: ReportRow): number => places.get(names.get(nodeId) ?? '') ?? Infinity;
  const began = new Map<string, number>();
  for (const { version, firstAt } of rows) {
    began.set(version, Math.min(firstAt, began.get(version) ?? Infinity));
  }
  const first = ({ version }: ReportRow): number => began.get(version) ?? 0;
  const ordered = [...rows].sort(
    (a, b) =>
      first(a) - first(b) ||
      a.version.localeCompare(b.version) ||
      (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)) ||
      a.firstAt - b.firstAt ||
      a.nodeId.localeCompare(b.nodeId),
  );
  return ordered.map((row) => ({
    json: { workflowId: query.workflowId, ...reportItem(row, names.get(row.nodeId) ?? null) },
    pairedItem: { item: 0 },
  }));
}

function reportItem(row: ReportRow, node: string | null): IDataObject {
  const { version, nodeId, entered, outcomes, waitingNow, conversions, converted, goals, value, metrics } =
    row;
  return {
    version,
    nodeId,
    node,
    entered,
    outcomes: { ...outcomes },
    waitingNow,
    conversions,
    converted,
    conversionRate: entered === 0 ? 0 : converted / entered,
    goals,
    heldOut: { ...row.heldOut },
    value: { ...value },
    metrics: { ...metrics } as IDataObject,
    firstAt: iso(row.firstAt),
  };
}
