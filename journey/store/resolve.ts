import { sql } from 'kysely';
import type { Resolved, Verdict } from '../ports/doctor';
import { lockPeople } from './aliases';
import type { Engine } from './engine';
import { endEnrollments, idleOf } from './enrollments';
import { forgetEmptyPool } from './coupon-plans';
import { leaseNow } from './lease';
import { resolveDelivery } from './resolve-delivery';

const NOT_FOUND: Resolved = { kind: 'not_found' };
const END_ONLY: Resolved = { kind: 'wrong_verdict', verdicts: ['end'] };

/**
 * Writes down what a person decided about something that the doctor found, by its id. Everything is looked at again under
 * the user's lock and changed only in the state that waits for a decision: whoever went on meanwhile, or was decided
 * about before, is not touched, and the answer says so. With the verdict `move`, `moveTo` is the name or id of a node.
 */
export async function resolve(
  engine: Engine,
  id: string,
  verdict: Verdict,
  now: number,
  moveTo: string | null = null,
): Promise<Resolved> {
  for (const attempt of [resolveCall, resolveDelivery, endPerson, endWait, forgetEvent, forgetPool]) {
    const resolved = await attempt(engine, id, verdict, now, moveTo);
    if (resolved.kind !== 'not_found') return resolved;
  }
  return NOT_FOUND;
}

/** A call whose end nobody knows, or that was cut off: `failed` may be made again when the step runs again, `done` not. */
async function resolveCall(engine: Engine, key: string, verdict: Verdict): Promise<Resolved> {
  const calls = engine.db.selectFrom('journey_effect').where('key', '=', key);
  const found = await calls.select('state').executeTakeFirst();
  if (!found) return NOT_FOUND;
  if (verdict !== 'done' && verdict !== 'failed')
    return { kind: 'wrong_verdict', verdicts: ['done', 'failed'] };
  const over = sql<boolean>`state = 'reserved' and coalesce(lease_until, 0) <= ${leaseNow(engine)}`;
  const changed = await engine.write(async (tx) => {
    const row = await tx
      .updateTable('journey_effect')
      .set({ state: verdict, lease_until: null })
      .where('key', '=', key)
      .where((eb) => eb.or([eb('state', '=', 'unknown'), over]))
      .returning('key')
      .executeTakeFirst();
    // What was never sent counts for no cap, and has its key free for the next attempt.
    if (row && verdict === 'failed') await tx.deleteFrom('journey_contact').where('key', '=', key).execute();
    return row;
  });
  return changed ? { kind: 'resolved', what: 'call' } : { kind: 'not_open', state: found.state };
}

/** Somebody inside a journey whom nothing moves any more. */
async function endPerson(engine: Engine, id: string, verdict: Verdict, now: number): Promise<Resolved> {
  const people = engine.db.selectFrom('journey_enrollment').where('id', '=', id);
  const found = await people.select('user_id').executeTakeFirst();
  if (!found) return NOT_FOUND;
  if (verdict !== 'end') return END_ONLY;
  return engine.write(async (tx) => {
    await lockPeople(engine, tx, [found.user_id]);
    const row = await tx
      .selectFrom('journey_enrollment')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirst();
    if (row?.state !== 'active') return { kind: 'not_open', state: row?.state ?? 'gone' };
    if ((await idleOf(tx, [id])).length === 0) return { kind: 'not_open', state: 'under way' };
    await endEnrollments(tx, [id], { reason: 'cancelled', now });
    return { kind: 'resolved', what: 'person' };
  });
}

const LEFT_BEHIND = ['journey_wait_data', 'journey_wait_event'] as const;

/** A wait that nobody can go on from, with the passage it belongs to; or what was left behind of a wait. */
async function endWait(engine: Engine, id: string, verdict: Verdict, now: number): Promise<Resolved> {
  const read = (db: Engine['db']) =>
    db
      .selectFrom('journey_wait as w')
      .leftJoin('journey_enrollment as e', 'e.id', 'w.enrollment_id')
      .leftJoin('journey_wait_data as k', 'k.wait_id', 'w.id')
      .select(['w.state', 'w.user_id as userId', 'w.enrollment_id as enrollmentId'])
      .select(['e.state as enrollment', 'k.wait_id as kept'])
      .where('w.id', '=', id)
      .executeTakeFirst();
  const found = await read(engine.db);
  if (!found && !(await isLeftBehind(engine.db, id))) return NOT_FOUND;
  if (verdict !== 'end') return END_ONLY;
  return engine.write(async (tx) => {
    if (found) await lockPeople(engine, tx, [found.userId]);
    const row = await read(tx);
    if (row && row.state !== 'open') return { kind: 'not_open', state: row.state };
    if (row?.enrollment === 'active' && row.kept !== null) return { kind: 'not_open', state: 'waiting' };
    if (row) await endEnrollments(tx, [row.enrollmentId], { reason: 'cancelled', now });
    await tx
      .updateTable('journey_wait')
      .set({ state: 'cancelled', resolved_at: now })
      .where('id', '=', id)
      .execute();
    if (!row) {
      for (const table of LEFT_BEHIND) await tx.deleteFrom(table).where('wait_id', '=', id).execute();
    }
    return { kind: 'resolved', what: 'wait' };
  });
}

/** Whether rows of a wait that is gone are still there. Whose it was nobody knows, so this reads a whole table. */
async function isLeftBehind(db: Engine['db'], id: string): Promise<boolean> {
  for (const table of LEFT_BEHIND) {
    const query = db.selectFrom(table).select('wait_id').where('wait_id', '=', id);
    if (await query.limit(1).executeTakeFirst()) return true;
  }
  return false;
}

/** An event that was put aside: it stays in the log, only nobody is told of it any more. */
async function forgetEvent(engine: Engine, id: string, verdict: Verdict): Promise<Resolved> {
  if (!/^\d{1,15}$/.test(id)) return NOT_FOUND;
  const dead = engine.db.selectFrom('journey_event_dead').where('seq', '=', Number(id));
  if (!(await dead.select('seq').executeTakeFirst())) return NOT_FOUND;
  if (verdict !== 'end') return END_ONLY;
  await engine.db.deleteFrom('journey_event_dead').where('seq', '=', Number(id)).execute();
  return { kind: 'resolved', what: 'event' };
}

/** A pool that is empty and stays so; somebody who asks it again makes it known again. */
async function forgetPool(engine: Engine, id: string, verdict: Verdict): Promise<Resolved> {
  const plans = engine.db.selectFrom('journey_coupon_plan').where('id', '=', id);
  if (!(await plans.select('id').executeTakeFirst())) return NOT_FOUND;
  if (verdict !== 'end') return END_ONLY;
  const forgotten = await forgetEmptyPool(engine.db, id);
  return forgotten ? { kind: 'resolved', what: 'plan' } : { kind: 'not_open', state: 'not empty' };
}
