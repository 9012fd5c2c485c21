import {
  NodeOperationError,
  type IDataObject,
  type IExecuteData,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import type { ClaimedPerson } from '../ports/store';
import { graphOf, restoreAndRunAgain, type Restorable } from './continuation';
import { claimFor, entryItem } from './enter';
import { journeyProcess } from './process';
import { refuseSharing } from './sharing';
import { emit, journalOf, resolvedBy, TIMED_OUT, type Resolved, type WaitingNode } from './waiting-node';

/**
 * The first pass of a continuation: wins the people it was started for, puts back what ran before their wait, and asks
 * n8n to run the node once more, now with a source.
 */
export async function continuePeople(
  context: IExecuteFunctions,
  entry: IExecuteData,
  items: readonly INodeExecutionData[],
  node: WaitingNode,
): Promise<INodeExecutionData[][]> {
  const empty = node.outputs.map(() => []);
  const people = await claimFor(context, items);
  const going = await holdLostBranches(context, people, node);
  if (going.length === 0) return empty;
  // From here on a person is known by the place of their item.
  const execution = journeyProcess().executions.get(context.getExecutionId());
  if (execution) execution.people = going;
  if (going.length > 1) refuseSharing(context.getNode(), graphOf(context), context.getNode().name);
  const resolved = going.map(({ wait }): Resolved => resolvedBy(node, wait.result));
  await journalOf(
    context,
    going.map((person, item) => ({
      person,
      key: person.deliveryId,
      outcome: resolved[item]?.branchId ?? TIMED_OUT,
    })),
  );
  try {
    const { missing } = restoreAndRunAgain(context, entry, going.map(restorable), resolved);
    if (going.some(({ wait }) => wait.carried.trimmed)) {
      hint(context, 'Of some people earlier items were too large to be kept over the wait and are empty now');
    }
    if (missing.length > 0)
      hint(context, `Earlier nodes are no longer in the workflow: ${missing.join(', ')}`);
    return empty;
  } catch (error) {
    // Without history nothing tells several people's items apart behind this node.
    if (going.length > 1) throw separate(context, error as Error);
    hint(
      context,
      `Earlier nodes' data could not be restored (${(error as Error).message}); people go on with their own item`,
    );
    return emit(
      node,
      going.map(({ wait }) => ({ json: wait.carried.json as IDataObject })),
      (item) => resolved[item],
    );
  }
}

function separate(context: IExecuteFunctions, error: Error): NodeOperationError {
  return new NodeOperationError(
    context.getNode(),
    `Earlier nodes' data could not be restored (${error.message}); people go on one by one`,
  );
}

type Continuing = ClaimedPerson & { readonly wait: NonNullable<ClaimedPerson['wait']> };

/** People whose branch is no longer on the node are put aside, to go on once it is back. */
async function holdLostBranches(
  context: IExecuteFunctions,
  people: readonly ClaimedPerson[],
  node: WaitingNode,
): Promise<Continuing[]> {
  const continuing = people.filter((person): person is Continuing => person.wait !== null);
  const known = new Set(node.outputs.map(({ branchId }) => branchId));
  const lost = continuing.filter(({ wait }) => !known.has(wait.result.branchId ?? TIMED_OUT));
  if (lost.length > 0) {
    const store = await journeyProcess().runtime.store();
    await store.holdPeople(
      lost.map(({ deliveryId, attempt }) => ({ id: deliveryId, attempt })),
      'node_missing',
    );
    hint(context, `${lost.length} people are held: their branch is no longer on this node`);
  }
  return continuing.filter((person) => !lost.includes(person));
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
