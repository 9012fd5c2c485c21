import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { continuationMark, inputItems, isStart, neutraliseSettings } from './continuation';
import { continuePeople, type Continuation } from './continue';
import { parkPeople } from './park';
import { emit, resolvedBy, TIMED_OUT, type Resolved, type WaitingNode } from './waiting-node';

/**
 * The whole life of a waiting node. People who arrive are parked, one row each, and leave nothing in the execution; a
 * continuation first wins its people and restores what ran before, then, run again, sends each out of its own output.
 * @throws NodeOperationError when items belong to nobody or a later merge could never be fed.
 */
export async function waitingNode(
  context: IExecuteFunctions,
  describe: () => WaitingNode,
): Promise<INodeExecutionData[][]> {
  const entry = neutraliseSettings(context);
  // Only now: an error in a field must meet a node that n8n cannot make go on regardless.
  const node = describe();
  const items = inputItems(entry);
  if (context.getMode() === 'manual') return testRun(items, node);
  const resolved = continuationMark<readonly Resolved[]>(entry);
  if (resolved) return emit(node, items, (item) => resolved[item]);
  return isStart(entry)
    ? continuePeople(context, entry, items, continuationOf(node))
    : parkPeople(context, entry, items, node);
}

function continuationOf(node: WaitingNode): Continuation<Resolved> {
  const known = new Set(node.outputs.map(({ branchId }) => branchId));
  return {
    outputs: node.outputs.length,
    mark: ({ result }) => (known.has(result.branchId ?? TIMED_OUT) ? resolvedBy(node, result) : null),
    outcome: ({ branchId }) => branchId,
    withoutHistory: (items, marks) => emit(node, items, (item) => marks[item]),
  };
}

function testRun(items: readonly INodeExecutionData[], node: WaitingNode): INodeExecutionData[][] {
  const { branchId, event, events } = node.testRun();
  const name = node.outputs.find((output) => output.branchId === branchId)?.name ?? '';
  const wait = {
    outcome: name,
    event,
    ...(events && { events: [...events] }),
    startedAt: null,
    deadlineAt: null,
  };
  return emit(node, items, () => ({ branchId, wait }));
}
