import type { Traits } from '../ports/store';
import type { Engine } from './engine';
import { selectIn } from './rows';

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
