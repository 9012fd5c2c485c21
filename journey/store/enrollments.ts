import type { Entry } from '../ports/store';
import type { Tx } from './engine';
import { deleteMatching } from './matching-rows';
import { chunks, selectIn } from './rows';
import type { Schema } from './schema';

/** Writes the passages that begin, each with the delivery that starts it. */
export async function enroll(
  tx: Tx,
  entries: readonly Entry[],
  now: number,
  newId: () => string,
): Promise<void> {
  const enrollments: Schema['journey_enrollment'][] = [];
  const deliveries: Schema['journey_delivery'][] = [];
  for (const { rule, event, instanceKey, holdout, exitedBy, goalBy } of entries) {
    const id = newId();
    enrollments.push({
      id,
      workflow_id: rule.workflowId,
      user_id: event.userId,
      instance_key: instanceKey,
      entry_seq: event.seq,
      state: exitedBy ? 'ended' : 'active',
      reason: exitedBy ? 'exit_rule' : null,
      error: null,
      entered_at: event.at,
      started_at: now,
      ended_at: exitedBy ? now : null,
      holdout: holdout ? 1 : 0,
      goal_at: goalBy?.at ?? null,
    });
    // Who is out again within the same batch starts nothing.
    if (exitedBy) continue;
    deliveries.push(
      newDelivery(newId(), now, {
        kind: 'entry',
        workflow_id: rule.workflowId,
        node_id: rule.nodeId,
        enrollment_id: id,
        user_id: event.userId,
        wait_id: null,
        path_hash: '',
      }),
    );
  }
  for (const slice of chunks(enrollments)) await tx.insertInto('journey_enrollment').values(slice).execute();
  await insertDeliveries(tx, deliveries);
}

type DeliveryTarget = Pick<
  Schema['journey_delivery'],
  'kind' | 'workflow_id' | 'node_id' | 'enrollment_id' | 'user_id' | 'wait_id' | 'path_hash'
>;

/** A delivery that is ready to be emitted. */
export function newDelivery(id: string, now: number, target: DeliveryTarget): Schema['journey_delivery'] {
  return {
    ...target,
    id,
    state: 'ready',
    attempt: 0,
    crashes: 0,
    store_failures: 0,
    alone: 0,
    parked: 0,
    ready_at: now,
    emitted_at: null,
    boot_id: null,
    execution_id: null,
    reason: null,
    stranded_at: null,
    move_to: null,
  };
}

/** Inserts deliveries in slices. */
export async function insertDeliveries(tx: Tx, rows: readonly Schema['journey_delivery'][]): Promise<void> {
  for (const slice of chunks(rows)) await tx.insertInto('journey_delivery').values(slice).execute();
}

/** Why an enrollment is over. */
export type EndReason =
  'completed' | 'exit_rule' | 'cancelled' | 'journey_changed' | 'merged' | 'error' | 'erased';

/**
 * Ends enrollments that are active: their open waits are cancelled and their deliveries that nobody has claimed are
 * settled. Call it under the locks of their users.
 */
export async function endEnrollments(
  tx: Tx,
  ids: readonly string[],
  end: { readonly reason: EndReason; readonly error?: string; readonly now: number },
): Promise<void> {
  for (const slice of chunks(ids)) {
    await tx
      .updateTable('journey_enrollment')
      .set({ state: 'ended', reason: end.reason, error: end.error ?? null, ended_at: end.now })
      .where('id', 'in', slice)
      .where('state', '=', 'active')
      .execute();
    let waits = tx
      .selectFrom('journey_wait')
      .select(['id', 'user_id as userId'])
      .where('enrollment_id', 'in', slice);
    // The last time-out of somebody who walked to the end may have been too early, too: until the wait is forgotten, that is told.
    if (end.reason === 'completed') waits = waits.where('state', '<>', 'timed_out');
    await deleteMatching(tx, await waits.execute());
    await tx
      .updateTable('journey_wait')
      .set({ state: 'cancelled', resolved_at: end.now })
      .where('enrollment_id', 'in', slice)
      .where('state', '=', 'open')
      .execute();
    await tx
      .updateTable('journey_delivery')
      .set({ state: 'settled', reason: 'exited' })
      .where('enrollment_id', 'in', slice)
      .where('state', 'in', ['ready', 'held', 'emitted'])
      .execute();
  }
}

/** Ends as completed those of these enrollments that neither wait nor have anything under way. */
export async function completeIdle(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  await endEnrollments(tx, await idleOf(tx, ids), { reason: 'completed', now });
}

/** Those of these enrollments that neither wait nor have anything under way. */
export async function idleOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const busy = new Set(
    [
      ...(await selectIn(ids, (slice) =>
        tx
          .selectFrom('journey_wait')
          .select('enrollment_id')
          .where('enrollment_id', 'in', slice)
          .where('state', '=', 'open')
          .execute(),
      )),
      ...(await selectIn(ids, (slice) =>
        tx
          .selectFrom('journey_delivery')
          .select('enrollment_id')
          .where('enrollment_id', 'in', slice)
          // What failed for good is not under way: in a fork it may stand beside a branch that somebody revived.
          .where('state', 'not in', ['settled', 'error', 'dead'])
          .execute(),
      )),
    ].map((row) => row.enrollment_id),
  );
  return ids.filter((id) => !busy.has(id));
}
