import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { query } from '../host/services';
import { quoted } from '../support/facts';
import type { World } from './world';

/** Whoever is parked already goes on without the delivery that brought them there: it would not be missed. */
const losing = (userIds: readonly string[]): string =>
  `update journey_delivery set state = 'settled' where id in
    (select id from journey_delivery where state in ('ready', 'emitted', 'running') and parked = 0
      and user_id in (${quoted(userIds)}) limit 1) returning user_id`;

/**
 * Loses one delivery of some people behind the product's back, as a bug would. Returns whose, or null when there was none
 * to lose. Its person never gets any further.
 */
export async function plantLostDelivery(world: World, userIds: readonly string[]): Promise<string | null> {
  const url = world.main.options.env?.['JOURNEYS_DATABASE_URL'];
  const rows =
    url === undefined ? loseInFile(world, userIds) : await query(url, losing(userIds)).catch(() => []);
  return (rows[0]?.['user_id'] as string | undefined) ?? null;
}

function loseInFile(world: World, userIds: readonly string[]): Record<string, unknown>[] {
  const database = new DatabaseSync(join(world.main.userFolder, '.n8n', 'journeys.sqlite'));
  try {
    return database.prepare(losing(userIds)).all();
  } finally {
    database.close();
  }
}
