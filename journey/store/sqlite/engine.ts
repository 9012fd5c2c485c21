import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Engine, EngineTypes, Reader, Tx } from '../engine';
import type { Schema } from '../schema';
import { startCheckpoints } from './checkpoint';
import { sqliteDialect } from './driver';
import { lockFile } from './lock';

const IN_MEMORY = ':memory:';

const TYPES: EngineTypes = {
  serial: 'integer primary key autoincrement',
  bigint: 'integer',
  binary: 'blob',
  clustered: 'strict, without rowid',
  now: `cast((julianday('now') - 2440587.5) * 86400000 as integer)`,
};

/**
 * The embedded store: one file, one process, one writer. `:memory:` keeps nothing.
 * WAL with synchronous FULL: what was acknowledged survives a power cut.
 * @throws StoreLockedError when another process holds the file.
 */
export function sqliteEngine(path: string): Engine {
  const onDisk = path !== IN_MEMORY;
  if (onDisk) mkdirSync(dirname(path), { recursive: true });
  const unlock = onDisk ? lockFile(path) : () => {};
  const database = openDatabase(path, unlock);
  const checkpoints = onDisk ? startCheckpoints(path, database) : null;
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database) });
  // The write lock taken by "begin immediate" is every lock there is: nobody else can be inside.
  const held = async (): Promise<void> => {};

  return {
    label: labelOf(path),
    exclusive: true,
    db,
    types: TYPES,
    async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      const result = await db.transaction().execute(work);
      checkpoints?.committed();
      return result;
    },
    lockUsers: held,
    lockLogShared: held,
    lockLogExclusive: held,
    lockMigrations: held,
    truncate: async (tx, table) => void (await sql`delete from ${sql.table(table)}`.execute(tx)),
    notify: held,
    onNotify: () => {},
    damages: () => damagesOf(db),
    async close() {
      await db.destroy();
      await checkpoints?.stop();
      database.close();
      unlock();
    },
  };
}

/**
 * The embedded store beside the process that owns it: reads what is committed, and can write nothing.
 * @throws what SQLite says about a file that it cannot read.
 */
export function sqliteReader(path: string): Reader {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec('pragma busy_timeout = 5000; pragma temp_store = memory');
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database) });
  return {
    label: labelOf(path),
    db,
    types: TYPES,
    damages: () => damagesOf(db),
    async close() {
      await db.destroy();
      database.close();
    },
  };
}

function labelOf(path: string): string {
  return path === IN_MEMORY ? 'the embedded store in memory' : `the embedded store ${path}`;
}

async function damagesOf(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check`.execute(db);
  return rows.map((row) => row.quick_check).filter((said) => said !== 'ok');
}

/** @throws what SQLite says about a file that it cannot use; the lock is free again then. */
function openDatabase(path: string, unlock: () => void): DatabaseSync {
  try {
    const database = new DatabaseSync(path);
    database.exec('pragma journal_mode = wal; pragma synchronous = full');
    database.exec('pragma foreign_keys = off; pragma temp_store = memory; pragma cache_size = -65536');
    return database;
  } catch (error) {
    unlock();
    throw error;
  }
}
