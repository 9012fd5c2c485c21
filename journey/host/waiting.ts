import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { idText } from '../domain/identity';
import { clock } from './clock';
import { continuationMark, inputItems, isStart, neutraliseSettings } from './continuation';
import { continuePeople, type Continuation } from './continue';
import { stepFault } from './earlier-steps';
import { iso } from './event-items';
import { parkPeople } from './park';
import { userIdIn } from './subjects';
import { emit, resolvedBy, TIMED_OUT, type Resolved, type WaitingNode, type Wish } from './waiting-node';

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
  if (context.getMode() === 'manual') return testRun(context, items, node);
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

/** Fields are read as for a real wait, so that what would fail later fails here. */
function testRun(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
  node: WaitingNode,
): INodeExecutionData[][] {
  const entry = context.getExecuteData();
  const timestamp = iso(clock().now());
  const resolved = items.map((_, item): Resolved => {
    refuseStep(context, item, node.wish(item));
    const userId = idText(userIdIn(context, entry, item));
    const { branchId, event, events } = node.testRun(item, { ...(userId && { userId }), timestamp });
    const outcome = node.outputs.find((output) => output.branchId === branchId)?.name ?? '';
    const shown = { outcome, event, ...(events && { events: [...events] }) };
    return { branchId, wait: { ...shown, startedAt: null, deadlineAt: null } };
  });
  return emit(node, items, (item) => resolved[item]);
}

function refuseStep(context: IExecuteFunctions, itemIndex: number, { deadline }: Wish): void {
  if (deadline?.kind !== 'length' || deadline.from.kind !== 'step') return;
  const fault = stepFault(context, deadline.from.name);
  if (fault !== null) throw new NodeOperationError(context.getNode(), fault, { itemIndex });
}
