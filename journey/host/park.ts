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
    const outcomes = await parkAll(
      context,
      arrived.travellers.map((traveller, item) => ({
        traveller,
        wish: node.wish(item),
        input: items[item],
        waitKey: traveller.key,
      })),
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

/** Somebody who is to wait. */
export interface Waiter {
  readonly traveller: Traveller;
  readonly wish: Wish;
  readonly input: INodeExecutionData | undefined;
  /** The same over attempts, and for no other wait. */
  readonly waitKey: string;
  /** What the node remembers of its own work over the wait. */
  readonly memo?: unknown;
  /** Whether something of theirs goes on in this execution while they wait. */
  readonly goesOn?: boolean;
}

/** Registers waits of this node, one row each, or finds that they are over already. */
export async function parkAll(
  context: IExecuteFunctions,
  waiters: readonly Waiter[],
): Promise<ParkOutcome[]> {
  if (waiters.length === 0) return [];
  const store = await journeyProcess().runtime.store();
  const startedAt = clock().now();
  const dues = await deadlines(context, store, waiters, startedAt);
  return store.park(waiters.map((waiter, item) => request(context, waiter, dues[item] ?? null, startedAt)));
}

function request(
  context: IExecuteFunctions,
  { traveller, wish, input, waitKey, memo, goesOn = false }: Waiter,
  due: Timing | null,
  startedAt: number,
): ParkRequest {
  return {
    workflowId: context.getWorkflow().id ?? '',
    nodeId: context.getNode().id,
    person: traveller.person,
    waitKey,
    branches: wish.branches,
    allOf: wish.allOf ?? false,
    startedAt,
    lookBack: wish.lookBack,
    deadlineAt: due?.at ?? null,
    graceMs: due?.graceMs ?? 0,
    restart: due?.restart ?? null,
    late: due?.late ?? null,
    pathHash: pathHash(traveller.lineage),
    carried: carry(input?.json ?? {}, traveller.lineage, memo),
    settles: !goesOn && !forks(graphOf(context), traveller.lineage),
  };
}

/**
 * Refuses a node that lets people wait where a later node joins them with what does not wait.
 * @throws NodeOperationError with the names of the nodes.
 */
export function refuseMerge(context: IExecuteFunctions): void {
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
