import { afterEvent, changesProfile, mergeProfiles, UNKNOWN, type Profile } from '../domain/profile';
import { byEventTime, type LoggedEvent } from '../domain/user-event';
import type { Traits } from '../ports/store';
import type { Engine, Tx } from './engine';
import { chunks, selectIn } from './rows';

/** The profiles of these users, by user id; nobody without a profile is in it. One query for a thousand users. */
export async function profilesOf(engine: Engine, userIds: readonly string[]): Promise<Map<string, Traits>> {
  const rows = await selectIn(userIds, (slice) =>
    engine.db
      .selectFrom('journey_profile')
      .select(['user_id', 'traits'])
      .where('user_id', 'in', slice)
      .execute(),
  );
  return new Map(rows.map((row) => [row.user_id, JSON.parse(row.traits) as Traits]));
}

/** The traits of one user; none when nothing is known. Call it under the user's lock to act on them. */
export async function traitsOf(tx: Tx, userId: string): Promise<Traits> {
  return (await readProfiles(tx, [userId])).get(userId)?.traits ?? {};
}

/** Applies the events that change profiles, in the order they happened. Call it under the locks of their users. */
export async function applyToProfiles(tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  const telling = events.filter(changesProfile).sort(byEventTime);
  if (telling.length === 0) return;
  const profiles = await readProfiles(
    tx,
    telling.map((event) => event.userId),
  );
  for (const event of telling) {
    const known = profiles.get(event.userId) ?? UNKNOWN;
    profiles.set(event.userId, afterEvent(known, { ...event, timestamp: event.at }));
  }
  await writeProfiles(tx, profiles);
}

/** Moves what is known of an id to the user it is merged into. Call it under the locks of both. */
export async function moveProfile(tx: Tx, from: string, to: string): Promise<void> {
  const profiles = await readProfiles(tx, [from, to]);
  const moved = profiles.get(from);
  if (!moved) return;
  const known = profiles.get(to);
  await writeProfiles(tx, new Map([[to, known ? mergeProfiles(moved, known) : moved]]));
  await tx.deleteFrom('journey_profile').where('user_id', '=', from).execute();
}

/** The profiles of these users, by user id. Call it under their locks to change them. */
export async function readProfiles(
  tx: Engine['db'] | Tx,
  users: readonly string[],
): Promise<Map<string, Profile>> {
  const rows = await selectIn(users, (slice) =>
    tx.selectFrom('journey_profile').selectAll().where('user_id', 'in', slice).execute(),
  );
  return new Map(
    rows.map((row) => [
      row.user_id,
      { traits: JSON.parse(row.traits) as Profile['traits'], updatedAt: row.updated_at },
    ]),
  );
}

/** Writes whole profiles. Call it under the locks of their users. */
export async function writeProfiles(tx: Tx, profiles: ReadonlyMap<string, Profile>): Promise<void> {
  const rows = [...profiles].map(([user_id, { traits, updatedAt }]) => ({
    user_id,
    traits: JSON.stringify(traits),
    updated_at: updatedAt,
  }));
  for (const slice of chunks(rows)) {
    await tx
      .insertInto('journey_profile')
      .values(slice)
      .onConflict((conflict) =>
        conflict.column('user_id').doUpdateSet((eb) => ({
          traits: eb.ref('excluded.traits'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      )
      .execute();
  }
}
