import {
  NodeOperationError,
  type IDataObject,
  type IExecuteData,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import type { ClaimedPerson } from '../ports/store';
import { graphOf, restoreAndRun, type Restorable } from './continuation';
import { claimFor } from './enter';
import { entryItem } from './event-items';
import { tellHistory } from './history';
import { journeyProcess } from './process';
import { refuseSharing } from './sharing';
import { journalOf } from './waiting-node';

/** What continuing means to a node, where `M` is what its second pass has to know of each person. */
export interface Continuation<M> {
  readonly outputs: number;
  /** What is known of somebody whose wait has ended; null when the node no longer has their way out. */
  mark(wait: Continuing['wait']): M | null;
  /** What the journal says of it; null for nothing. */
  outcome(mark: M): string | null;
  /** Sends people on with their own item, where what ran before cannot be restored. */
  withoutHistory(items: readonly INodeExecutionData[], marks: readonly M[]): INodeExecutionData[][];
}

/**
 * The first pass of a continuation: wins the people it was started for, puts back what ran before their wait, and asks
 * n8n to run the node once more, now with a source.
 */
export async function continuePeople<M>(
  context: IExecuteFunctions,
  entry: IExecuteData,
  items: readonly INodeExecutionData[],
  node: Continuation<M>,
): Promise<INodeExecutionData[][]> {
  const empty = Array.from({ length: node.outputs }, () => []);
  const people = await claimFor(context, items);
  const going = await holdLostBranches(context, people, node);
  if (going.length === 0) return empty;
  // From here on a person is known by the place of their item.
  const execution = journeyProcess().executions.get(context.getExecutionId());
  if (execution) execution.people = going.map(({ person }) => person);
  if (going.length > 1) refuseSharing(context.getNode(), graphOf(context), context.getNode().name);
  await journalOf(
    context,
    going.flatMap(({ person, mark }) => {
      const outcome = node.outcome(mark);
      return outcome === null ? [] : [{ person, key: person.deliveryId, outcome }];
    }),
  );
  const marks = going.map(({ mark }) => mark);
  try {
    const restorables = going.map(({ person }) => restorable(person));
    const { missing } = restoreAndRun(context, entry, restorables, { mark: marks });
    tellHistory(
      context,
      going.map(({ person }) => person),
      missing,
    );
    return empty;
  } catch (error) {
    // Without history nothing tells several people's items apart behind this node.
    if (going.length > 1) throw separate(context, error as Error);
    hint(
      context,
      `Earlier nodes' data could not be restored (${(error as Error).message}); people go on with their own item`,
    );
    return node.withoutHistory(
      going.map(({ person }) => ({ json: person.wait.carried.json as IDataObject })),
      marks,
    );
  }
}

function separate(context: IExecuteFunctions, error: Error): NodeOperationError {
  return new NodeOperationError(
    context.getNode(),
    `Earlier nodes' data could not be restored (${error.message}); people go on one by one`,
  );
}

/** Somebody whose wait has ended. */
export type Continuing = ClaimedPerson & { readonly wait: NonNullable<ClaimedPerson['wait']> };

interface Going<M> {
  readonly person: Continuing;
  readonly mark: M;
}

/** People whose branch is no longer on the node are put aside, to go on once it is back. */
async function holdLostBranches<M>(
  context: IExecuteFunctions,
  people: readonly ClaimedPerson[],
  node: Continuation<M>,
): Promise<Going<M>[]> {
  const continuing = people.filter((person): person is Continuing => person.wait !== null);
  const going = continuing.flatMap((person): Going<M>[] => {
    const mark = node.mark(person.wait);
    return mark === null ? [] : [{ person, mark }];
  });
  const kept = new Set(going.map(({ person }) => person));
  const lost = continuing.filter((person) => !kept.has(person));
  if (lost.length > 0) {
    const store = await journeyProcess().runtime.store();
    await store.holdPeople(
      lost.map(({ deliveryId, attempt }) => ({ id: deliveryId, attempt })),
      'node_missing',
    );
    hint(context, `${lost.length} people are held: their branch is no longer on this node`);
  }
  return going;
}

function restorable(person: Continuing): Restorable {
  const { carried, result } = person.wait;
  const [root, ...later] = carried.lineage;
  // The person's identity is never a matter of what was carried: the trigger's item is made anew.
  const first = root && root.nodeId ? [{ ...root, json: { ...root.json, ...entryItem(person) } }] : [];
  return { lineage: [...first, ...later], json: carried.json, waitedFrom: result.startedAt };
}

function hint(context: IExecuteFunctions, message: string): void {
  context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
