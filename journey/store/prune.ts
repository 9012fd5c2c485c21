import type { Engine } from './engine';
import { cursorOf, rotateSeen, setCursor } from './log';
import { deleteMatching } from './matching-rows';
import { chunks } from './rows';
import { pruneTombstones } from './tombstones';

const DAY_MS = 86_400_000;
const STEP = 1000;

/** How long things are kept, in milliseconds of business time. */
export interface Retention {
  readonly eventsMs: number;
  readonly waitsMs: number;
}

/**
 * Forgets, in bounded steps, messages and events older than their retention (never one that an open enrollment entered with or that
 * came after it) and the waits and deliveries of enrollments that ended long ago. Returns whether another step would find more.
 */
export async function prune(engine: Engine, now: number, retention: Retention): Promise<boolean> {
  await rotateSeen(engine, Math.floor(now / DAY_MS));
  const events = await pruneEvents(engine, now - retention.eventsMs);
  const waits = await pruneWaits(engine, now - retention.waitsMs);
  await pruneTombstones(engine, now);
  const contacts = await pruneContacts(engine, now - retention.eventsMs);
  return events >= STEP || waits >= STEP || contacts >= STEP;
}

/** Walks the log from its beginning; stops at the first step that is all young, without looking at the rest. */
async function pruneEvents(engine: Engine, before: number): Promise<number> {
  const oldest = await engine.db
    .selectFrom('journey_enrollment')
    .select((eb) => eb.fn.min('entry_seq').as('seq'))
    .where('state', '=', 'active')
    .executeTakeFirst();
  const routed = await cursorOf(engine.db, 'route');
  const rows = await engine.db
    .selectFrom('journey_event')
    .select(['seq', 'received_at as receivedAt'])
    .where('seq', '<', Math.min(oldest?.seq ?? routed + 1, routed + 1))
    .orderBy('seq')
    .limit(STEP)
    .execute();
  const old = rows.filter((row) => row.receivedAt < before).map((row) => row.seq);
  for (const slice of chunks(old)) {
    await engine.db.deleteFrom('journey_event').where('seq', 'in', slice).execute();
  }
  return old.length;
}

/** Messages that no cap counts any more and nothing comes back for. */
async function pruneContacts(engine: Engine, before: number): Promise<number> {
  const old = engine.db.selectFrom('journey_contact').select('key').where('at', '<', before).orderBy('at');
  const rows = await old.limit(STEP).execute();
  for (const keys of chunks(rows.map((row) => row.key))) {
    await engine.db.deleteFrom('journey_contact').where('key', 'in', keys).execute();
  }
  return rows.length;
}

/** Walks enrollments in the order they ended, each once: a cursor remembers how far it came. */
async function pruneWaits(engine: Engine, before: number): Promise<number> {
  const ended = engine.db
    .selectFrom('journey_enrollment')
    .select(['id', 'ended_at as endedAt'])
    .where('ended_at', '>', await cursorOf(engine.db, 'pruned'))
    .where('ended_at', '<', before)
    .orderBy('ended_at');
  const last = (await ended.limit(STEP).execute()).at(-1)?.endedAt;
  if (last === undefined || last === null) return 0;
  // Everyone who ended in the same instant goes together: the cursor knows instants only.
  const rows = await ended.where('ended_at', '<=', last).execute();
  await engine.write(async (tx) => {
    for (const ids of chunks(rows.map((row) => row.id))) {
      const waits = tx.selectFrom('journey_wait').where('enrollment_id', 'in', ids);
      await deleteMatching(tx, await waits.select(['id', 'user_id as userId']).execute());
      await tx.deleteFrom('journey_wait_data').where('wait_id', 'in', waits.select('id')).execute();
      await tx
        .deleteFrom('journey_delivery')
        .where('enrollment_id', 'in', ids)
        .where('state', '=', 'settled')
        .execute();
      await tx.deleteFrom('journey_wait').where('enrollment_id', 'in', ids).execute();
    }
    await setCursor(tx, 'pruned', last);
  });
  return rows.length;
}
