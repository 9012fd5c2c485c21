import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { query } from '../host/services';
import type { World } from './world';

const LOSE = `update journey_delivery set state = 'settled' where id in
  (select id from journey_delivery where state in ('ready', 'emitted', 'running') limit 1) returning id`;

/** Loses one delivery behind the product's back, as a bug would. Whether there was one to lose. */
export async function plantLostDelivery(world: World): Promise<boolean> {
  const url = world.main.options.env?.['JOURNEYS_DATABASE_URL'];
  if (url !== undefined)
    return await query(url, LOSE).then(
      (rows) => rows.length > 0,
      () => false,
    );
  const database = new DatabaseSync(join(world.main.userFolder, '.n8n', 'journeys.sqlite'));
  try {
    return database.prepare(LOSE).all().length > 0;
  } finally {
    database.close();
  }
}
