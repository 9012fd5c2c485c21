import type { IDataObject, IExecuteData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ClaimedPerson } from '../ports/store';
import { nodeById, restoreAndRun } from './continuation';
import { withStore } from './errors';
import { entryItem } from './event-items';
import { journal } from './journal';
import { journeyProcess } from './process';
import { resolvedBy, TIMED_OUT } from './waiting-node';

/** The node at which they waited may be gone, and with it the names of its ways out. */
const NAMELESS = { outputs: [{ branchId: TIMED_OUT, name: 'Timed Out' }] };

/**
 * Lets somebody whom an admin has moved arrive at a node: with what they carried, and what ran before behind them, as if
 * they had come there by themselves. Where the workflow has lost that node too, they are held again.
 */
export async function letArrive(
  context: IExecuteFunctions,
  entry: IExecuteData,
  person: ClaimedPerson,
  nodeId: string,
): Promise<INodeExecutionData[][]> {
  const process = journeyProcess();
  const node = nodeById(context, nodeId);
  await withStore(context.getNode(), process.executions.get(context.getExecutionId()), async () => {
    if (node) return journal(process, context, [{ person, key: person.deliveryId, outcome: 'moved' }]);
    const store = await process.runtime.store();
    await store.holdPeople([{ id: person.deliveryId, attempt: person.attempt }], 'node_missing');
  });
  if (node) restoreAndRun(context, entry, [arriving(context, person)], { node });
  const message = node
    ? `An admin has moved ${person.userId} to ${node.name}`
    : 'The person is held: the node they were moved to is not in the workflow';
  context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
  return [[]];
}

/** The trigger stands for itself, whichever one they came by; the node they waited at is not among what ran before. */
function arriving(context: IExecuteFunctions, person: ClaimedPerson) {
  const { id: nodeId, name } = context.getNode();
  const item = entryItem(person);
  const trigger = { nodeId, name, output: 0, json: item };
  if (person.wait === null) return { lineage: [trigger], json: item, waitedFrom: person.enteredAt };
  const { carried, result } = person.wait;
  return {
    lineage: [trigger, ...carried.lineage.slice(1)],
    json: { ...carried.json, wait: resolvedBy(NAMELESS, result).wait } as IDataObject,
    waitedFrom: result.startedAt,
  };
}
