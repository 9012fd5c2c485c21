import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { query } from '../host/services';
import { quoted } from '../support/facts';
import type { World } from './world';

/** Whoever is parked already goes on without the delivery that brought them there: it would not be missed. */
const losing = (userIds: readonly string[]): string =>
  `update journey_delivery set state = 'settled' where id in
    (select id from journey_delivery where state in ('ready', 'emitted', 'running') and parked = 0
      and user_id in (${quoted(userIds)}) limit 1) returning id`;

/**
 * Loses one delivery of some people behind the product's back, as a bug would. Whether there was one to lose. Its person
 * never gets any further, unless they leave.
 */
export async function plantLostDelivery(world: World, userIds: readonly string[]): Promise<boolean> {
  const url = world.main.options.env?.['JOURNEYS_DATABASE_URL'];
  if (url !== undefined)
    return await query(url, losing(userIds)).then(
      (rows) => rows.length > 0,
      () => false,
    );
  const database = new DatabaseSync(join(world.main.userFolder, '.n8n', 'journeys.sqlite'));
  try {
    return database.prepare(losing(userIds)).all().length > 0;
  } finally {
    database.close();
  }
}
