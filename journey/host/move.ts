import type { IDataObject, IExecuteData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { BranchMatch } from '../domain/matching';
import type { ClaimedPerson, WaitResult } from '../ports/store';
import { nodeById, restoreAndRun } from './continuation';
import { entryItem } from './event-items';
import { withStore } from './errors';
import { tellHistory } from './history';
import { journal } from './journal';
import { journeyProcess } from './process';
import { resolvedBy, TIMED_OUT } from './waiting-node';

/**
 * Lets somebody whom an admin has moved arrive at a node: with what they carried, and what ran before behind them, as if
 * they had come there by themselves. Where the workflow does not have that node, they are held where they were.
 */
export async function letArrive(
  context: IExecuteFunctions,
  entry: IExecuteData,
  person: ClaimedPerson,
  move: NonNullable<ClaimedPerson['move']>,
): Promise<INodeExecutionData[][]> {
  const process = journeyProcess();
  const node = nodeById(context, move.to);
  await withStore(context.getNode(), process.executions.get(context.getExecutionId()), async () => {
    if (node) return journal(process, context, [leaving(person, move.from)]);
    await (await process.runtime.store()).takeMoveBack({ id: person.deliveryId, attempt: person.attempt });
  });
  const said = node
    ? `An admin has moved ${person.userId} to ${node.name}`
    : `${person.userId} is held: the workflow has no such node as they were moved to, or it is switched off`;
  context.addExecutionHints({ message: said, type: 'info', location: 'outputPane' });
  if (node) {
    const { missing } = restoreAndRun(context, entry, [arriving(context, person)], { node });
    tellHistory(context, [person], missing);
  }
  return [[]];
}

/** Where somebody waited they have left now, which later waits may count from; who never started has entered. */
function leaving(person: ClaimedPerson, from: string) {
  const outcome = person.wait === null ? 'entered' : 'moved';
  return { person, key: person.deliveryId, outcome, nodeId: from };
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
    json: { ...carried.json, wait: endOf(result) },
    waitedFrom: result.startedAt,
  };
}

/** The node may be gone, and with it the names of its ways out: they are called by what happened. */
function endOf(result: WaitResult): IDataObject {
  const named = ({ branchId }: Pick<BranchMatch, 'branchId'>) => ({ branchId, name: eventOf(branchId) });
  return resolvedBy(
    {
      outputs: [
        { branchId: TIMED_OUT, name: 'Timed Out' },
        ...(result.branchId === null ? [] : [named({ branchId: result.branchId })]),
      ],
      ...(result.happened && { awaited: result.happened.map(named) }),
    },
    result,
  ).wait;
}

/** The event of a branch, whose id is `event#place`. */
function eventOf(branchId: string): string {
  return branchId.replace(/#\d+$/, '');
}
