import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { journeyOrder } from '../domain/graph';
import type { JourneyMap, ReportQuery, ReportRow } from '../ports/store';
import { graphOf } from './continuation';
import { withStore } from './errors';
import { iso } from './event-items';
import { namesOf } from './names';
import { journeyProcess } from './process';

/**
 * The report of a journey, one item per version and step: versions by their first passage, steps in the order of the canvas
 * as it is now, then those that are no longer on it, by their first passage; last, what belongs to no version. Says loudly
 * where a version was played under a time scale.
 */
export async function reportMetrics(
  context: IExecuteFunctions,
  query: ReportQuery,
): Promise<INodeExecutionData[]> {
  const { workflowId } = query;
  const { rows, map } = await withStore(context.getNode(), undefined, async () => {
    const store = await journeyProcess().runtime.store();
    return { rows: await store.report(query), map: (await store.journeyMaps([workflowId])).get(workflowId) };
  });
  const names = namesOf(context, workflowId, map);
  const order = workflowId === context.getWorkflow().id ? journeyOrder(graphOf(context)) : [];
  const places = new Map(order.map((name, place) => [name, place]));
  const placeOf = ({ nodeId }: ReportRow): number => places.get(names.nodeOf(nodeId) ?? '') ?? Infinity;
  const began = new Map<string | null, number>([[null, Infinity]]);
  for (const { version, firstAt } of rows) {
    if (version !== null) began.set(version, Math.min(firstAt, began.get(version) ?? Infinity));
  }
  const first = ({ version }: ReportRow): number => began.get(version) ?? 0;
  const ordered = [...rows].sort(
    (a, b) =>
      (first(a) === first(b) ? 0 : first(a) - first(b)) ||
      (a.version ?? '').localeCompare(b.version ?? '') ||
      (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)) ||
      a.firstAt - b.firstAt ||
      a.nodeId.localeCompare(b.nodeId),
  );
  const items = ordered.map((row) => ({
    json: { workflowId, ...reportItem(row, names.nodeOf(row.nodeId), scaleOf(row, map)) },
    pairedItem: { item: 0 },
  }));
  warnOfScale(
    context,
    items.map(({ json }) => json.timeScale),
  );
  return items;
}

/** Null where no version says it. */
function scaleOf({ version }: ReportRow, map: JourneyMap | undefined): number | null {
  return version === null ? null : (map?.timeScales[version] ?? null);
}

function warnOfScale(context: IExecuteFunctions, scales: readonly (number | null)[]): void {
  const scaled = [...new Set(scales)].filter((scale) => scale !== null && scale !== 1);
  if (scaled.length === 0) return;
  const message = `Time Scale was ${scaled.join(' and ')} in steps of this report: lengths of time were that many times shorter than for real customers. Set it to 1 in the trigger's options`;
  context.addExecutionHints({ message, type: 'danger', location: 'outputPane' });
}

function reportItem(row: ReportRow, node: string | null, timeScale: number | null) {
  const { version, nodeId, entered, outcomes, waitingNow, left, conversions } = row;
  const { converted, goals, value, metrics } = row;
  return {
    version,
    timeScale,
    nodeId,
    node,
    entered,
    outcomes: { ...outcomes },
    waitingNow,
    left: { ...left },
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
