import {
  NodeOperationError,
  type IExecuteData,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import { forks, mergeAcross } from '../domain/graph';
import type { ParkOutcome, ParkRequest } from '../ports/store';
import { carry, pathHash } from './carry';
import { clock } from './clock';
import { graphOf } from './continuation';
import { withStore } from './errors';
import { travellers, type Traveller } from './people';
import { journeyProcess } from './process';
import { emit, journalOf, resolvedBy, TIMED_OUT, type WaitingNode } from './waiting-node';

/**
 * Parks the people who arrive, one row each. Whoever's event has already happened goes on at once.
 * @throws NodeOperationError when items belong to nobody or a later merge could never be fed.
 */
export async function parkPeople(
  context: IExecuteFunctions,
  entry: IExecuteData,
  items: readonly INodeExecutionData[],
  node: WaitingNode,
): Promise<INodeExecutionData[][]> {
  const process = journeyProcess();
  const self = context.getNode();
  refuseMerge(context);
  const execution = process.executions.get(context.getExecutionId());
  return withStore(self, execution, async () => {
    const arrived = await travellers(process, context, entry, items.length);
    const requests = arrived.travellers.map((traveller, item) =>
      request(context, node, traveller, items[item], item),
    );
    const outcomes = await (await process.runtime.store()).park(requests);
    await journalOf(
      context,
      arrived.travellers.map(({ person, key }, item) => ({ person, key, outcome: stepOf(outcomes[item]) })),
    );
    arrived.completed();
    process.runtime.poke();
    return emit(node, items, (item) => {
      const outcome = outcomes[item];
      return outcome?.kind === 'resolved' ? resolvedBy(node, outcome.result) : undefined;
    });
  });
}

function stepOf(outcome: ParkOutcome | undefined): string {
  if (outcome?.kind === 'parked') return 'waiting';
  return outcome?.kind === 'resolved' ? (outcome.result.branchId ?? TIMED_OUT) : (outcome?.kind ?? 'exited');
}

function request(
  context: IExecuteFunctions,
  node: WaitingNode,
  traveller: Traveller,
  item: INodeExecutionData | undefined,
  index: number,
): ParkRequest {
  const wish = node.wish(index);
  const startedAt = clock().now();
  const scale = timeScale(context, traveller);
  return {
    workflowId: context.getWorkflow().id ?? '',
    nodeId: context.getNode().id,
    person: traveller.person,
    waitKey: traveller.key,
    branches: wish.branches,
    startedAt,
    lookBack: wish.lookBack,
    deadlineAt: wish.limitMs === null ? null : startedAt + Math.round(wish.limitMs / scale),
    pathHash: pathHash(traveller.lineage),
    carried: carry(item?.json ?? {}, traveller.lineage),
    settles: !forks(graphOf(context), traveller.lineage),
  };
}

/** The trigger's Time Scale: it divides durations when a deadline is computed, for demos. */
function timeScale(context: IExecuteFunctions, traveller: Traveller): number {
  const trigger = Object.values(graphOf(context).nodes).find(
    (node) => node.id === traveller.lineage[0]?.nodeId,
  );
  const { settings } = (trigger?.parameters ?? {}) as { settings?: { timeScale?: unknown } };
  const scale = Number(settings?.timeScale ?? 1);
  return scale > 0 ? scale : 1;
}

function refuseMerge(context: IExecuteFunctions): void {
  const self = context.getNode();
  const merge = mergeAcross(graphOf(context), self.name);
  if (!merge) return;
  throw new NodeOperationError(
    self,
    `"${merge.merge}" joins what comes after "${self.name}" with what comes from "${merge.other}", but a wait ends the execution`,
    {
      description:
        'The two would never meet. Do the merge before the wait, or lead both branches into the wait one after the other',
    },
  );
}
