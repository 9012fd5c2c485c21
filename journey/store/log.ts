import { dedupHash } from '../domain/intake/dedup';
import { effectiveAt, type NewEvent } from '../domain/user-event';
import type { AppendOutcome } from '../ports/store';
import type { Engine, Tx } from './engine';
import { chunks } from './rows';
import { SEEN_SLOTS, type Schema } from './schema';
import { aboutErased } from './tombstones';

type SeenTable = 'journey_event_seen_0';

function seenTable(slot: number): SeenTable {
  // Nine tables of one shape; the type of the first stands for all.
  return `journey_event_seen_${slot}` as SeenTable;
}

type SeenSchema = { journey_event_seen_0: { hash: Uint8Array } };

/**
 * Appends events that were never seen within the memory of seen events; one outcome per event, in order. Of people who were
 * erased not long ago nothing is stored, not even that the event was seen.
 */
export async function append(engine: Engine, events: readonly NewEvent[]): Promise<AppendOutcome[]> {
  const hashes = events.map(dedupHash);
  const first = new Map<string, number>();
  hashes.forEach((hash, index) => {
    const hex = hash.toString('hex');
    if (!first.has(hex)) first.set(hex, index);
  });
  return engine.write(async (tx) => {
    await engine.lockLogShared(tx);
    // Read once appends are let in: an erasure shuts them out until it holds.
    const erased = await aboutErased(tx, events);
    const stored = [...first].filter(([, index]) => !events[index] || !erased(events[index]));
    const fresh = await rememberNew(tx, stored.map(([hex]) => hex).sort());
    const taken = new Set([...fresh].map((hex) => first.get(hex)));
    const accepted = events.filter((_, index) => taken.has(index));
    for (const slice of chunks(accepted))
      await tx.insertInto('journey_event').values(slice.map(toRow)).execute();
    return events.map((event, index) => {
      if (erased(event)) return 'erased';
      return taken.has(index) ? 'accepted' : 'duplicate';
    });
  });
}

/** Which of these hashes no slot holds; they are remembered in the current one. Sorted, so that two appenders cannot deadlock. */
async function rememberNew(tx: Tx, hexes: readonly string[]): Promise<Set<string>> {
  const seen = tx.withTables<SeenSchema>();
  const slot = await cursorOf(tx, 'seen_slot');
  const fresh = new Set<string>();
  for (const slice of chunks(hexes)) {
    const hashes = slice.map((hex) => Buffer.from(hex, 'hex'));
    const inserted = await seen
      .insertInto(seenTable(slot))
      .values(hashes.map((hash) => ({ hash })))
      .onConflict((conflict) => conflict.doNothing())
      .returning('hash')
      .execute();
    inserted.forEach((row) => fresh.add(Buffer.from(row.hash).toString('hex')));
    for (let other = 0; other < SEEN_SLOTS; other += 1) {
      if (other === slot) continue;
      const older = await seen
        .selectFrom(seenTable(other))
        .select('hash')
        .where('hash', 'in', hashes)
        .execute();
      older.forEach((row) => fresh.delete(Buffer.from(row.hash).toString('hex')));
    }
  }
  return fresh;
}

/**
 * Moves the memory of seen events on to a new day: the slot that becomes current is emptied whole. Appends are shut out
 * meanwhile, so that no two of them disagree about the current slot.
 */
export async function rotateSeen(engine: Engine, day: number): Promise<void> {
  if (day <= (await cursorOf(engine.db, 'seen_day'))) return;
  await engine.write(async (tx) => {
    await engine.lockLogExclusive(tx);
    const known = await cursorOf(tx, 'seen_day');
    if (day <= known) return;
    let slot = await cursorOf(tx, 'seen_slot');
    const steps = known === 0 ? 0 : Math.min(day - known, SEEN_SLOTS);
    for (let step = 0; step < steps; step += 1) {
      slot = (slot + 1) % SEEN_SLOTS;
      await engine.truncate(tx, seenTable(slot));
    }
    await setCursor(tx, 'seen_slot', slot);
    await setCursor(tx, 'seen_day', day);
  });
}

function toRow(event: NewEvent): Omit<Schema['journey_event'], 'seq'> {
  return {
    source: event.source,
    event_id: event.eventId,
    user_id: event.userId,
    name: event.event,
    properties: JSON.stringify(event.properties),
    at: effectiveAt(event),
    occurred_at: event.timestamp,
    received_at: event.receivedAt,
  };
}

/** The last position of the log; 0 when it is empty. */
export async function headOf(db: Engine['db'] | Tx): Promise<number> {
  const row = await db
    .selectFrom('journey_event')
    .select((eb) => eb.fn.max('seq').as('head'))
    .executeTakeFirst();
  return row?.head ?? 0;
}

/** The value of one of the store's cursors. */
export async function cursorOf(db: Engine['db'] | Tx, name: string): Promise<number> {
  const row = await db.selectFrom('journey_cursor').select('seq').where('name', '=', name).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Sets a cursor, whatever it was. */
export async function setCursor(tx: Tx, name: string, seq: number): Promise<void> {
  await tx.updateTable('journey_cursor').set({ seq }).where('name', '=', name).execute();
}

/** Moves a cursor only from where the caller saw it; false = somebody else moved it. */
export async function moveCursor(tx: Tx, name: string, from: number, to: number): Promise<boolean> {
  const result = await tx
    .updateTable('journey_cursor')
    .set({ seq: to })
    .where('name', '=', name)
    .where('seq', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Log positions up to here are complete: no append that is still under way can add one below. */
export async function horizonOf(engine: Engine): Promise<number> {
  return engine.write(async (tx) => {
    await engine.lockLogExclusive(tx);
    return headOf(tx);
  });
}
