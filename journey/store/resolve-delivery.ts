import type { Resolved, Verdict } from '../ports/doctor';
import type { Carried } from '../ports/store';
import { lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { endEnrollments } from './enrollments';
import { destinationOf } from './move';
import type { Schema } from './schema';

const VERDICTS = ['again', 'move', 'end'] as const;

/**
 * Somebody who was put aside, or whose execution failed for good: they go on `again` from where they were, `move` to another
 * node, or their journey is to `end`. Call it with an id; the state is read under the user's lock.
 */
export async function resolveDelivery(
  engine: Engine,
  id: string,
  verdict: Verdict,
  now: number,
  moveTo: string | null,
): Promise<Resolved> {
  const found = await engine.db
    .selectFrom('journey_delivery')
    .select(['user_id', 'workflow_id'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) return { kind: 'not_found' };
  if (verdict === 'done' || verdict === 'failed') return { kind: 'wrong_verdict', verdicts: VERDICTS };
  return engine.write(async (tx) => {
    await lockPeople(engine, tx, [found.user_id]);
    const row = await read(tx, id);
    if (!row) return { kind: 'not_found' };
    if (!row.failed && !row.held && !row.lost) return { kind: 'not_open', state: row.state };
    if (verdict === 'end') {
      const reason = row.reason === 'node_missing' ? 'journey_changed' : 'cancelled';
      await endEnrollments(tx, [row.enrollmentId], { reason, now });
      await change(tx, id, { state: 'settled', reason: 'ended by an admin' });
      return { kind: 'resolved', what: 'delivery' };
    }
    if (!row.canGoOn) return { kind: 'cannot_go_on' };
    const target =
      moveTo === null ? undefined : await destinationOf(tx, found.workflow_id, triggerOf(row), moveTo);
    if (target === null) return { kind: 'no_trigger' };
    if (target && 'nodes' in target) return { kind: 'unknown_node', node: moveTo ?? '', nodes: target.nodes };
    await tx
      .updateTable('journey_enrollment')
      .set({ state: 'active', reason: null, error: null, ended_at: null })
      .where('id', '=', row.enrollmentId)
      .execute();
    // As if nothing had happened to them: three crashes anew; but alone, so that they harm nobody else.
    const fresh = { crashes: 0, store_failures: 0, alone: 1 };
    const ready = { state: 'ready', reason: null, stranded_at: null, ready_at: now } as const;
    const moved = target && { node_id: target.triggerId, move_to: target.nodeId, alone: 1 };
    await change(tx, id, { ...ready, ...(row.failed ? fresh : {}), ...moved });
    return { kind: 'resolved', what: 'delivery' };
  });
}

type Found = NonNullable<Awaited<ReturnType<typeof read>>>;

async function read(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('journey_delivery as d')
    .leftJoin('journey_enrollment as e', 'e.id', 'd.enrollment_id')
    .leftJoin('journey_event as v', 'v.seq', 'e.entry_seq')
    .leftJoin('journey_wait_data as k', 'k.wait_id', 'd.wait_id')
    .select(['d.state', 'd.reason', 'd.enrollment_id as enrollmentId', 'd.wait_id as waitId'])
    .select(['d.node_id as nodeId', 'k.data as carried'])
    .select(['e.state as enrollment', 'e.reason as endReason', 'v.seq', 'k.wait_id as kept'])
    .where('d.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  const failed = row.state === 'dead' || row.state === 'error';
  // What was forgotten since cannot be continued: the event, or what was kept at the wait.
  const whole = row.seq !== null && (row.waitId === null || row.kept !== null);
  const unstarted = row.state === 'ready' || row.state === 'emitted' || row.state === 'held';
  const inside = row.enrollment === 'active' || (failed && row.endReason === 'error');
  return {
    ...row,
    failed,
    held: row.state === 'held',
    /** Under way, but nobody can go on with it. */
    lost: row.state !== 'settled' && (row.enrollment === null || (unstarted && !whole)),
    canGoOn: whole && inside,
  };
}

/** The trigger by which somebody came, as far as it was kept. */
function triggerOf({ nodeId, waitId, carried }: Pick<Found, 'nodeId' | 'waitId' | 'carried'>): string | null {
  if (waitId === null) return nodeId;
  return carried === null ? null : ((JSON.parse(carried) as Carried).lineage[0]?.nodeId ?? null);
}

async function change(tx: Tx, id: string, set: Partial<Schema['journey_delivery']>): Promise<void> {
  await tx.updateTable('journey_delivery').set(set).where('id', '=', id).execute();
}
