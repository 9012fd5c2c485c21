import { sql } from 'kysely';
import type { DeliveryRef, NodeRef } from '../ports/store';
import { isOpen } from './breaker';
import { hold } from './deliveries';
import type { Engine, Tx } from './engine';
import { leaseNow } from './lease';
import { allowance, countStarts } from './pace';
import { chunks, selectIn, UNSETTLED, valueList } from './rows';

/** Who takes how many, and when. */
export interface Take {
  readonly limit: number;
  readonly bootId: string;
  readonly now: number;
  /** How many people may be taken within a minute; undefined = any number. */
  readonly maxPerMinute: number | undefined;
}

/** Those of these nodes at which somebody is ready. */
export async function readyAt(engine: Engine, nodes: readonly NodeRef[], now: number): Promise<NodeRef[]> {
  return selectIn(nodes, async (slice) => {
    const { rows } = await sql<NodeRef>`
      select v.column1 as "workflowId", v.column2 as "nodeId"
      from ${valueList(slice.map(({ workflowId, nodeId }) => [workflowId, nodeId]))} as v
      where exists (select 1 from journey_delivery as d where d.state = 'ready'
        and d.workflow_id = v.column1 and d.node_id = v.column2 and d.ready_at <= ${now})`.execute(engine.db);
    return rows;
  });
}

/**
 * Takes the oldest ready delivery of a node and, unless it must go alone, others that came the same way, and commits
 * them as emitted. Each take is a new attempt: a claim of an older one fails. Whoever is taken again counts again against
 * the journey's pace, as they burden what comes after it again.
 */
export async function takeReady(engine: Engine, node: NodeRef, take: Take): Promise<DeliveryRef[]> {
  return engine.write(async (tx) => {
    // Whoever an admin has moved was let in before: they neither wait for their turn nor count.
    const moved = take.maxPerMinute === undefined ? [] : await oneMoved(tx, node);
    const ids = moved.length > 0 ? moved : await oldestReady(tx, node, take);
    if (ids.length === 0) return [];
    if (await isOpen(tx, node.workflowId)) {
      await hold(tx, 'failing', node.workflowId);
      return [];
    }
    const taken = await tx
      .updateTable('journey_delivery')
      .set({
        state: 'emitted',
        attempt: sql<number>`attempt + 1`,
        boot_id: take.bootId,
        emitted_at: leaseNow(engine),
        execution_id: null,
      })
      .where('id', 'in', ids)
      .where('state', '=', 'ready')
      .returning(['id', 'attempt'])
      .execute();
    if (take.maxPerMinute !== undefined && taken.length > 0 && moved.length === 0)
      await countStarts(tx, node, taken.length, take.now);
    return taken;
  });
}

/**
 * Gives back what a process has taken without learning of it, because the answer was lost after the commit; without this
 * it would stay emitted until it counts as never claimed. `started` are the deliveries that the process did start. A later
 * take is a new attempt, so even an execution that was overlooked can win nobody any more.
 */
export async function giveBack(
  engine: Engine,
  bootId: string,
  started: readonly string[],
  now: number,
): Promise<number> {
  return engine.write(async (tx) => {
    const taken = await tx
      .selectFrom('journey_delivery')
      .select('id')
      .where(UNSETTLED)
      .where('state', '=', 'emitted')
      .where('boot_id', '=', bootId)
      .execute();
    const known = new Set(started);
    const lost = taken.map(({ id }) => id).filter((id) => !known.has(id));
    for (const ids of chunks(lost)) {
      await tx
        .updateTable('journey_delivery')
        .set({ state: 'ready', ready_at: now })
        .where('id', 'in', ids)
        .where('state', '=', 'emitted')
        .execute();
    }
    return lost.length;
  });
}

/** Which of these deliveries are still emitted or running with the attempt they were taken with. */
export async function underWay(engine: Engine, refs: readonly DeliveryRef[]): Promise<DeliveryRef[]> {
  const attempts = new Map(refs.map(({ id, attempt }) => [id, attempt]));
  const rows = await selectIn([...attempts.keys()], (ids) =>
    engine.db
      .selectFrom('journey_delivery')
      .select(['id', 'attempt'])
      .where('id', 'in', ids)
      .where('state', 'in', ['emitted', 'running'])
      .execute(),
  );
  return rows.filter(({ id, attempt }) => attempts.get(id) === attempt);
}

/** By its own index, whatever the backlog: without another condition, so that no engine prefers another one. */
async function oneMoved(tx: Tx, { workflowId, nodeId }: NodeRef): Promise<string[]> {
  const rows = await tx
    .selectFrom('journey_delivery')
    .select('id')
    .where('state', '=', 'ready')
    .where('move_to', 'is not', null)
    .where('workflow_id', '=', workflowId)
    .where('node_id', '=', nodeId)
    .limit(1)
    .execute();
  return rows.map(({ id }) => id);
}

async function oldestReady(tx: Tx, node: NodeRef, take: Take): Promise<string[]> {
  const ready = tx
    .selectFrom('journey_delivery')
    .select(['id', 'alone', 'kind', 'path_hash'])
    .where('state', '=', 'ready')
    .where('workflow_id', '=', node.workflowId)
    .where('node_id', '=', node.nodeId)
    .where('ready_at', '<=', take.now)
    .orderBy('ready_at');
  const oldest = await ready.limit(1).executeTakeFirst();
  if (!oldest) return [];
  const limit =
    take.maxPerMinute === undefined ? take.limit : await allowance(tx, node, take.maxPerMinute, take);
  if (limit === 0) return [];
  if (oldest.alone === 1 || limit === 1) return [oldest.id];
  const together = await ready
    .where('alone', '=', 0)
    .where('kind', '=', oldest.kind)
    .where('path_hash', '=', oldest.path_hash)
    .limit(limit)
    .execute();
  return together.map((row) => row.id);
}
