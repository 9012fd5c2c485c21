import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { keyText } from '../domain/key-text';
import type { MetricOutcome, MetricRequest } from '../ports/store';
import { clock } from './clock';
import { inputItems, neutraliseSettings } from './continuation';
import { withStore } from './errors';
import { Fault, orFault, warnOfFaults } from './faults';
import { journal } from './journal';
import { travellers } from './people';
import { journeyProcess } from './process';
import { journeyVersion } from './versions';

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
