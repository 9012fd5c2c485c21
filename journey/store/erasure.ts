import { sql } from 'kysely';
import { pseudonymOf } from '../domain/erasure';
import type { ErasureOutcome, ErasureReport, ErasureRequest } from '../ports/store';
import { idsOf, lockPeople } from './aliases';
import { keepEffect } from './effects';
import type { Engine, Tx } from './engine';
import { endEnrollments } from './enrollments';
import { currentPeople, standing } from './people';
import { chunks } from './rows';
import { makeErasureKey, refuse } from './tombstones';

/** The kind of the effect that an erasure leaves; its result holds counts only. */
const ERASURE = 'erasure';

/**
 * Erases a person, in one transaction under the locks of all their ids: passages end, whatever is open is cancelled, and
 * what is known of them is deleted; effects, metrics and coupons stay counted under a pseudonym. Appends are shut out
 * while the log is cleared, and whoever has read the log before routes nothing of it: no event of theirs slips through.
 */
export async function erase(
  engine: Engine,
  request: ErasureRequest,
  newId: () => string,
): Promise<ErasureOutcome> {
  return engine.write(async (tx) => {
    const { step, now } = request;
    const canonical = await lockPeople(engine, tx, [request.userId, ...(step ? [step.person.userId] : [])]);
    const known = step && (await effectOf(tx, step.key));
    if (known) return { kind: 'erased', report: JSON.parse(known) as ErasureReport };
    if (step) {
      const fate = standing(await currentPeople(tx, [step.person]), step.person);
      if (fate !== 'current') return { kind: fate };
    }
    const user = canonical(request.userId);
    // While the user's lock is held, no other id is merged into them.
    const ids = [...new Set([request.userId, ...(await idsOf(tx, [user]))])];
    await engine.lockUsers(tx, ids);
    const key = await makeErasureKey(tx, newId);
    const pseudonym = (id: string): string => pseudonymOf(key, id, now);
    const passages = await endPassages(tx, ids, pseudonym(user), now);
    const coupons = await renameCoupons(tx, ids, pseudonym);
    const messages = await forget(tx, ids);
    await hideInstances(tx, [user, ...ids].map(pseudonym), pseudonym);
    await refuse(tx, key, ids, now + request.refuseMs);
    const events = await clearLog(engine, tx, ids);
    const report = { ids: ids.length, events, ...passages, messages, coupons };
    if (step) await keepEffect(tx, step, { kind: ERASURE, result: JSON.stringify(report), at: now });
    return { kind: 'erased', report };
  });
}

async function effectOf(tx: Tx, key: string): Promise<string | null> {
  const effects = tx.selectFrom('journey_effect').select('result').where('key', '=', key);
  return (await effects.where('kind', '=', ERASURE).executeTakeFirst())?.result ?? null;
}

/** Ends what is active, and takes the person out of everything that stays of any passage. */
async function endPassages(
  tx: Tx,
  ids: readonly string[],
  pseudonym: string,
  now: number,
): Promise<Pick<ErasureReport, 'passages' | 'ended'>> {
  const rows = await tx
    .selectFrom('journey_enrollment')
    .select(['id', 'state'])
    .where('user_id', 'in', ids)
    .execute();
  const all = rows.map((row) => row.id);
  await endEnrollments(tx, all, { reason: 'erased', now });
  for (const slice of chunks(all)) {
    const waits = tx.selectFrom('journey_wait').select('id').where('enrollment_id', 'in', slice);
    await tx.deleteFrom('journey_wait_data').where('wait_id', 'in', waits).execute();
    await tx
      .updateTable('journey_enrollment')
      .set({ user_id: pseudonym, error: null })
      .where('id', 'in', slice)
      .execute();
    for (const table of ['journey_wait', 'journey_delivery'] as const) {
      await tx.updateTable(table).set({ user_id: pseudonym }).where('enrollment_id', 'in', slice).execute();
    }
    // What a failure or a service said may name the person.
    await tx
      .updateTable('journey_delivery')
      .set({ state: 'settled', reason: 'erased' })
      .where('enrollment_id', 'in', slice)
      .where('state', 'not in', ['running', 'in_native_wait'])
      .execute();
    await tx
      .updateTable('journey_effect')
      .set({ result: null })
      .where('enrollment_id', 'in', slice)
      .where('kind', 'not in', ['coupon', ERASURE])
      .execute();
  }
  return { passages: all.length, ended: rows.filter((row) => row.state === 'active').length };
}

/** A coupon may have stayed under a merged id; each id gets a name of its own, so that no two of a plan meet. */
async function renameCoupons(
  tx: Tx,
  ids: readonly string[],
  pseudonym: (id: string) => string,
): Promise<number> {
  let coupons = 0;
  for (const id of ids) {
    const renamed = await tx
      .updateTable('journey_coupon_issue')
      .set({ user_id: pseudonym(id) })
      .where('user_id', '=', id)
      .executeTakeFirst();
    coupons += Number(renamed.numUpdatedRows);
  }
  return coupons;
}

/** What a passage is about, such as a booking or a car, may lead to the person as well. */
async function hideInstances(
  tx: Tx,
  names: readonly string[],
  pseudonym: (key: string) => string,
): Promise<void> {
  for (const table of ['journey_enrollment', 'journey_coupon_issue'] as const) {
    const rows = await tx
      .selectFrom(table)
      .select('instance_key as instance')
      .distinct()
      .where('user_id', 'in', names)
      .where('instance_key', '<>', '')
      .execute();
    for (const { instance } of rows) {
      await tx
        .updateTable(table)
        .set({ instance_key: pseudonym(instance) })
        .where('user_id', 'in', names)
        .where('instance_key', '=', instance)
        .execute();
    }
  }
}

/** Profile, ids, consents and the ledger of messages; returns how many messages it held. */
async function forget(tx: Tx, ids: readonly string[]): Promise<number> {
  for (const table of ['journey_profile', 'journey_consent', 'journey_wait_event'] as const) {
    await tx.deleteFrom(table).where('user_id', 'in', ids).execute();
  }
  await tx
    .deleteFrom('journey_alias')
    .where((eb) => eb.or([eb('user_id', 'in', ids), eb('alias', 'in', ids)]))
    .execute();
  const messages = await tx.deleteFrom('journey_contact').where('user_id', 'in', ids).executeTakeFirst();
  return Number(messages.numDeletedRows);
}

/** Last, since it keeps the intake waiting; whoever routes is told that what they have read may be gone. */
async function clearLog(engine: Engine, tx: Tx, ids: readonly string[]): Promise<number> {
  await sql`update journey_cursor set seq = seq + 1 where name = 'erased'`.execute(tx);
  await engine.lockLogExclusive(tx);
  const own = tx.selectFrom('journey_event').select('seq').where('user_id', 'in', ids);
  await tx.deleteFrom('journey_event_dead').where('seq', 'in', own).execute();
  const events = await tx.deleteFrom('journey_event').where('user_id', 'in', ids).executeTakeFirst();
  return Number(events.numDeletedRows);
}
