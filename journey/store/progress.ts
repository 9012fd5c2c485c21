import type { Progress } from '../ports/store';
import type { Engine } from './engine';
import { cursorOf, headOf } from './log';
import { UNSETTLED } from './rows';

/** Figures that tell whether anything is under way. Settled deliveries are left out: only the open ones are counted. */
export async function progress(engine: Engine): Promise<Progress> {
  const { db } = engine;
  const waits = await db
    .selectFrom('journey_wait')
    .select((eb) => [eb.fn.countAll<number>().as('open'), eb.fn.min('commit_at').as('next')])
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  const deliveries = await db
    .selectFrom('journey_delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where(UNSETTLED)
    .groupBy('state')
    .execute();
  const cursor = await cursorOf(db, 'route');
  return {
    // A log whose last event was forgotten is not behind: what was routed counts as its head.
    head: Math.max(await headOf(db), cursor),
    cursor,
    openWaits: Number(waits.open),
    nextDeadlineAt: waits.next,
    deliveries: Object.fromEntries(deliveries.map((row) => [row.state, Number(row.count)])),
  };
}

/** When the next time-out of an open wait is due, grace included; null when nobody waits against a clock. */
export async function nextDeadline(engine: Engine): Promise<number | null> {
  const row = await engine.db
    .selectFrom('journey_wait')
    .select('commit_at')
    .where('state', '=', 'open')
    .where('commit_at', 'is not', null)
    .orderBy('commit_at')
    .limit(1)
    .executeTakeFirst();
  return row?.commit_at ?? null;
}
