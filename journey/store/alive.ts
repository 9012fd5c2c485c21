import { sql } from 'kysely';
import { catchUp, isOutage, type AliveAt } from '../domain/outage';
import type { NodeRef } from '../ports/store';
import type { Engine, Tx } from './engine';
import { leaseNow, ruleId } from './lease';
import { cursorOf, moveCursor, setCursor } from './log';
import { selectIn } from './rows';

/**
 * Says that a process is alive and which entry rules it serves. Where a trigger listens events can come in: an outage of the
 * intake is the time for which no such process spoke. One that only executes says nothing about it.
 */
export async function heartbeat(
  engine: Engine,
  bootId: string,
  serving: readonly NodeRef[],
  now: number,
): Promise<void> {
  if (serving.length > 0) await intakeIsOpen(engine, now);
  const alive = { heartbeat_at: leaseNow(engine) };
  await engine.db
    .insertInto('journey_process')
    .values({ boot_id: bootId, ...alive, started_at: leaseNow(engine) })
    .onConflict((conflict) => conflict.column('boot_id').doUpdateSet(alive))
    .execute();
  await selectIn(serving.map(ruleId), async (ids) => {
    await engine.db.updateTable('journey_rule').set({ live_at: now }).where('id', 'in', ids).execute();
    return [];
  });
}

/**
 * Notices an outage that has just ended, before a time-out of it is written: a process that was frozen, or cut off from
 * the store, may look for due waits before its next heartbeat. Does nothing while heartbeats are on time.
 */
export async function noticeOutage(engine: Engine, now: number): Promise<void> {
  const last = await engine.db
    .selectFrom('journey_cursor')
    .select(['seq as at', sql<number>`${leaseNow(engine)} - seq`.as('silentMs')])
    .where('name', '=', 'alive')
    .executeTakeFirst();
  if (last && last.at > 0 && isOutage(Number(last.silentMs))) await intakeIsOpen(engine, now);
}

/**
 * Writes down that events can come in. In the same transaction deadlines that fell due in an outage before are held back, so
 * that a process which dies here either has done both or nothing; of several only the first to speak finds the outage.
 */
async function intakeIsOpen(engine: Engine, now: number): Promise<void> {
  await engine.write(async (tx) => {
    const storeAt = await storeNow(engine, tx);
    const last = await cursorOf(tx, 'alive');
    const lastAlive: AliveAt | null =
      last === 0 ? null : { storeAt: last, at: await cursorOf(tx, 'alive_at') };
    if (!(await moveCursor(tx, 'alive', last, storeAt))) return;
    await setCursor(tx, 'alive_at', now);
    const held = catchUp(lastAlive, { storeAt, at: now });
    if (!held) return;
    await tx
      .updateTable('journey_wait')
      .set({ commit_at: held.until })
      .where('state', '=', 'open')
      .where('commit_at', '>', held.from)
      .where('commit_at', '<', held.until)
      .where('deadline_at', '>', held.from)
      .where('deadline_at', '<=', held.to)
      .execute();
  });
}

async function storeNow(engine: Engine, tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('journey_cursor')
    .select(leaseNow(engine).as('now'))
    .where('name', '=', 'alive')
    .executeTakeFirstOrThrow();
  return Number(row.now);
}
