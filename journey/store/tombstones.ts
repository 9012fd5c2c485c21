import { sql } from 'kysely';
import { tombstoneOf } from '../domain/erasure';
import { otherIdOf } from '../domain/identity';
import type { NewEvent } from '../domain/user-event';
import type { Engine, Tx } from './engine';
import { chunks, selectIn } from './rows';

const KEY = 'erasure_key';

/** The store's secret, by which erased ids are known again; made at the first erasure and never changed. */
export async function makeErasureKey(tx: Tx, newId: () => string): Promise<string> {
  await tx
    .insertInto('journey_meta')
    .values({ key: KEY, value: newId() + newId() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return (await erasureKey(tx)) ?? '';
}

/** Until when each of these ids is refused; ids that are not are missing. Nothing is hashed where nobody was ever erased. */
export async function refusedUntil(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  const any = await tx.selectFrom('journey_erasure').select('hash').limit(1).executeTakeFirst();
  const key = any && (await erasureKey(tx));
  if (!key) return new Map();
  const byHash = new Map(ids.map((id) => [tombstoneOf(key, id), id]));
  const rows = await selectIn([...byHash.keys()], (slice) =>
    tx.selectFrom('journey_erasure').selectAll().where('hash', 'in', slice).execute(),
  );
  return new Map(rows.flatMap(({ hash, until }) => [[byHash.get(hash) ?? '', until] as const]));
}

/** Which of these events are about people who were erased not long ago, by the instant at which each event came in. */
export async function aboutErased(
  tx: Tx,
  events: readonly NewEvent[],
): Promise<(event: NewEvent) => boolean> {
  const named = (event: NewEvent): string[] => [event.userId, otherIdOf(event) ?? event.userId];
  const until = await refusedUntil(tx, [...new Set(events.flatMap(named))]);
  return (event) => named(event).some((id) => (until.get(id) ?? -Infinity) > event.receivedAt);
}

/** Refuses these ids until an instant, or longer where an earlier erasure said so. */
export async function refuse(tx: Tx, key: string, ids: readonly string[], until: number): Promise<void> {
  const rows = ids.map((id) => ({ hash: tombstoneOf(key, id), until }));
  for (const slice of chunks(rows)) {
    await tx
      .insertInto('journey_erasure')
      .values(slice)
      .onConflict((conflict) =>
        conflict
          .column('hash')
          .doUpdateSet((eb) => ({ until: eb.ref('excluded.until') }))
          .where(sql<boolean>`excluded.until > journey_erasure.until`),
      )
      .execute();
  }
}

/** Forgets whom nobody refuses any more. */
export async function pruneTombstones(engine: Engine, now: number): Promise<void> {
  await engine.db.deleteFrom('journey_erasure').where('until', '<=', now).execute();
}

async function erasureKey(tx: Tx): Promise<string | undefined> {
  const row = await tx.selectFrom('journey_meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return row?.value;
}
