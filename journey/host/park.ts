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
import { deadlines, type Timing } from './deadlines';
import { withStore } from './errors';
import { travellers, type Traveller } from './people';
import { journeyProcess } from './process';
import { emit, journalOf, resolvedBy, TIMED_OUT, type WaitingNode, type Wish } from './waiting-node';

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
    const wanted = arrived.travellers.map((traveller, item) => ({ traveller, wish: node.wish(item) }));
    const store = await process.runtime.store();
    const startedAt = clock().now();
    const dues = await deadlines(context, store, wanted, startedAt);
    const outcomes = await store.park(
      wanted.map((one, item) => request(context, one, dues[item] ?? null, startedAt, items[item])),
    );
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
  { traveller, wish }: { readonly traveller: Traveller; readonly wish: Wish },
  due: Timing | null,
  startedAt: number,
  item: INodeExecutionData | undefined,
): ParkRequest {
  return {
    workflowId: context.getWorkflow().id ?? '',
    nodeId: context.getNode().id,
    person: traveller.person,
    waitKey: traveller.key,
    branches: wish.branches,
    allOf: wish.allOf ?? false,
    startedAt,
    lookBack: wish.lookBack,
    deadlineAt: due?.at ?? null,
    graceMs: due?.graceMs ?? 0,
    restart: due?.restart ?? null,
    late: due?.late ?? null,
    pathHash: pathHash(traveller.lineage),
    carried: carry(item?.json ?? {}, traveller.lineage),
    settles: !forks(graphOf(context), traveller.lineage),
  };
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
