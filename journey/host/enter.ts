import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ClaimedPerson } from '../ports/store';
import { clock } from './clock';
import { graphOf, inputItems, isStart, neutraliseSettings } from './continuation';
import { passOn, withStore } from './errors';
import { entryItem, iso } from './event-items';
import { settleAtEnd, settleUnclaimed } from './finish';
import { journal } from './journal';
import { letArrive } from './move';
import { journeyProcess } from './process';
import { refuseSharing } from './sharing';
import { startedWith } from './start';

/**
 * The beginning of a journey's execution: wins the people it was started for and hands each on as one item. Whoever
 * belongs to another attempt by now is left out. In a test run the items pass through; where n8n hands over an empty one,
 * because nothing was posted, `sample` stands in for it.
 */
export async function enter(
  context: IExecuteFunctions,
  sample: (context: IExecuteFunctions, timestamp: string) => IDataObject | null,
): Promise<INodeExecutionData[][]> {
  const entry = neutraliseSettings(context);
  const items = inputItems(entry);
  if (context.getMode() === 'manual' || !isStart(entry))
    return [items.map((item) => filled(context, item, sample))];
  const process = journeyProcess();
  const people = await claimFor(context, items);
  const [first] = people;
  // Who was moved comes alone.
  if (first?.move) return letArrive(context, entry, first, first.move);
  if (people.length > 1) refuseSharing(context.getNode(), graphOf(context), context.getNode().name);
  await withStore(context.getNode(), process.executions.get(context.getExecutionId()), () =>
    journal(
      process,
      context,
      people.map((person) => ({ person, key: person.deliveryId, outcome: 'entered' })),
    ),
  );
  return [people.map((person) => ({ json: entryItem(person) }))];
}

function filled(
  context: IExecuteFunctions,
  item: INodeExecutionData,
  sample: Parameters<typeof enter>[1],
): INodeExecutionData {
  const json = Object.keys(item.json).length === 0 ? sample(context, iso(clock().now())) : null;
  return json === null ? item : { ...item, json };
}

/** Wins the deliveries an execution was started with, and sees to it that its end is written down. */
export async function claimFor(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
): Promise<ClaimedPerson[]> {
  const refs = items.flatMap((item) => startedWith(item.json));
  if (refs.length === 0) return [];
  const process = journeyProcess();
  const executionId = context.getExecutionId();
  // Retry On Fail runs a node again that has won its people already.
  const won = process.executions.get(executionId);
  if (won) return [...won.people];
  return withStore(context.getNode(), undefined, async () => {
    try {
      await process.heartbeat.keep();
      const store = await process.runtime.store();
      const people = await store.claim(refs, executionId, process.runtime.bootId);
      process.executions.begin(executionId, people);
      settleAtEnd(process, context);
      return people;
    } catch (error) {
      settleUnclaimed(process, executionId, refs);
      throw passOn(error);
    }
  });
}
