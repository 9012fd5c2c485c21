import { sql } from 'kysely';
import type { Consent } from '../domain/contact/guards';
import type { ConsentRecord } from '../ports/store';
import { lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { chunks } from './rows';
import type { Schema } from './schema';

/** Writes down what people have said about being contacted, under their locks; of two, what was said later counts. */
export async function setConsents(engine: Engine, records: readonly ConsentRecord[]): Promise<void> {
  if (records.length === 0) return;
  await engine.write(async (tx) => {
    const canonical = await lockPeople(
      engine,
      tx,
      records.map(({ userId }) => userId),
    );
    await keepConsents(
      tx,
      records.map(({ userId, channel, category, given, at }) => ({
        user_id: canonical(userId),
        channel,
        category,
        given: given ? 1 : 0,
        changed_at: at,
      })),
    );
  });
}

/** What a user has said. Call it under the user's lock to act on it. */
export async function consentsOf(tx: Engine['db'] | Tx, userId: string): Promise<Consent[]> {
  const rows = await tx
    .selectFrom('journey_consent')
    .select(['channel', 'category', 'given'])
    .where('user_id', '=', userId)
    .execute();
  return rows.map((row) => ({ ...row, given: row.given === 1 }));
}

/** Makes what an id has said the user's: of two answers the later one, of two at once the refusal. */
export async function moveConsents(tx: Tx, alias: string, userId: string): Promise<void> {
  const said = await tx.selectFrom('journey_consent').selectAll().where('user_id', '=', alias).execute();
  if (said.length === 0) return;
  await keepConsents(
    tx,
    said.map((row) => ({ ...row, user_id: userId })),
  );
  await tx.deleteFrom('journey_consent').where('user_id', '=', alias).execute();
}

/** Keeps of each answer the later one, of two at once the refusal. Call it under the locks of the users. */
export async function keepConsents(tx: Tx, said: readonly Schema['journey_consent'][]): Promise<void> {
  const latest = new Map<string, Schema['journey_consent']>();
  for (const row of said) {
    const key = JSON.stringify([row.user_id, row.channel, row.category]);
    const known = latest.get(key);
    const later = !known || row.changed_at > known.changed_at;
    if (later || (row.changed_at === known.changed_at && row.given < known.given)) latest.set(key, row);
  }
  for (const slice of chunks([...latest.values()])) {
    await tx
      .insertInto('journey_consent')
      .values(slice)
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'channel', 'category'])
          .doUpdateSet((eb) => ({
            given: eb.ref('excluded.given'),
            changed_at: eb.ref('excluded.changed_at'),
          }))
          .where(
            sql<boolean>`excluded.changed_at > journey_consent.changed_at
              or (excluded.changed_at = journey_consent.changed_at and excluded.given < journey_consent.given)`,
          ),
      )
      .execute();
  }
}
