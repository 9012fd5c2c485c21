import type { Engine } from './engine';
import { cursorOf, rotateSeen } from './log';

const DAY_MS = 86_400_000;
const STEP = 1000;

/** How long things are kept, in milliseconds of business time. */
export interface Retention {
  readonly eventsMs: number;
  readonly waitsMs: number;
}

/**
 * Forgets, in bounded steps, events older than their retention (never one that an open enrollment entered with or that
 * came after it) and what was kept for waits that ended long ago. Returns whether another step would find more.
 */
export async function prune(engine: Engine, now: number, retention: Retention): Promise<boolean> {
  await rotateSeen(engine, Math.floor(now / DAY_MS));
  const events = await pruneEvents(engine, now - retention.eventsMs);
  const waits = await pruneWaits(engine, now - retention.waitsMs);
  return events === STEP || waits === STEP;
}

async function pruneEvents(engine: Engine, before: number): Promise<number> {
  const oldest = await engine.db
    .selectFrom('journey_enrollment')
    .select((eb) => eb.fn.min('entry_seq').as('seq'))
    .where('state', '=', 'active')
    .executeTakeFirst();
  const routed = await cursorOf(engine.db, 'route');
  const rows = await engine.db
    .selectFrom('journey_event')
    .select('seq')
    .where('received_at', '<', before)
    .where('seq', '<', Math.min(oldest?.seq ?? routed + 1, routed + 1))
    .orderBy('seq')
    .limit(STEP)
    .execute();
  if (rows.length > 0) {
    await engine.db
      .deleteFrom('journey_event')
      .where(
        'seq',
        'in',
        rows.map((row) => row.seq),
      )
      .execute();
  }
  return rows.length;
}

async function pruneWaits(engine: Engine, before: number): Promise<number> {
  const rows = await engine.db
    .selectFrom('journey_wait as w')
    .innerJoin('journey_enrollment as e', 'e.id', 'w.enrollment_id')
    .select('w.id')
    .where('e.state', '=', 'ended')
    .where('e.ended_at', '<', before)
    .limit(STEP)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  await engine.write(async (tx) => {
    await tx.deleteFrom('journey_wait_event').where('wait_id', 'in', ids).execute();
    await tx.deleteFrom('journey_wait_data').where('wait_id', 'in', ids).execute();
    await tx
      .deleteFrom('journey_delivery')
      .where('wait_id', 'in', ids)
      .where('state', '=', 'settled')
      .execute();
    await tx.deleteFrom('journey_wait').where('id', 'in', ids).execute();
  });
  return ids.length;
}
