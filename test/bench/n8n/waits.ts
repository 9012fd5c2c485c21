import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { N8n } from '../host/n8n';

/** How many people wait in the embedded store of a running n8n. */
export function countWaits(n8n: N8n): number {
  const database = new DatabaseSync(join(n8n.userFolder, '.n8n', 'journeys.sqlite'), { readOnly: true });
  try {
    return Number(
      database.prepare(`select count(*) as count from journey_wait where state = 'open'`).get()?.['count'],
    );
  } finally {
    database.close();
  }
}
