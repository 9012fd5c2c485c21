import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { N8n } from '../../host/n8n';

/** How many bytes tables of an SQLite file take with their indexes, by table. */
export function bytesOf(file: string, tables: (name: string) => boolean): Map<string, number> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database
      .prepare(
        `select m.tbl_name as name, sum(d.pgsize) as bytes from dbstat as d
          join sqlite_schema as m on m.name = d.name where d.aggregate = 1 group by m.tbl_name`,
      )
      .all() as { name: string; bytes: number }[];
    return new Map(rows.filter(({ name }) => tables(name)).map(({ name, bytes }) => [name, bytes]));
  } finally {
    database.close();
  }
}

/** All bytes of some tables. */
export function total(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** The file of the embedded store, and n8n's own, of an n8n on SQLite. */
export function filesOf(userFolder: string): { readonly ours: string; readonly native: string } {
  const folder = join(userFolder, '.n8n');
  return { ours: join(folder, 'journeys.sqlite'), native: join(folder, 'database.sqlite') };
}

/** How many executions hold memory for what they still do, by n8n's own table. */
export function underWay({ userFolder }: N8n): number {
  const database = new DatabaseSync(filesOf(userFolder).native, { readOnly: true });
  try {
    const row = database
      .prepare(`select count(*) as count from execution_entity where status in ('new', 'running')`)
      .get() as { count: number };
    return row.count;
  } finally {
    database.close();
  }
}
