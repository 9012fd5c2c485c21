/** The engines that the suite runs on, each opened empty and removed without a trace. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { JourneyStore } from '../../journey/ports/store';
import type { Engine } from '../../journey/store/engine';
import { postgresEngine } from '../../journey/store/postgres/engine';
import { sqliteEngine } from '../../journey/store/sqlite/engine';
import { newId, storeOn } from './kit';

/** An open, empty store. */
export interface Opened {
  readonly store: JourneyStore;
  readonly engine: Engine;
  /** Closes the store and opens what it left behind; absent where nothing is left. */
  readonly reopen?: () => Promise<Opened>;
  /** Closes the store and removes it. */
  readonly close: () => Promise<void>;
}

export type Open = () => Promise<Opened>;

export const POSTGRES_URL =
  process.env['JOURNEYS_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

const START_POSTGRES =
  'docker run --rm -d -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:17-alpine' +
  ' (or set JOURNEYS_TEST_POSTGRES_URL=postgres://user:password@host:5432/database)';

// Asked in a process of its own, because which tests exist has to be known before anything can be awaited.
const PROBE = `const { Client } = require('pg');
const client = new Client({ connectionString: process.argv[1], connectionTimeoutMillis: 60_000 });
client.connect().then(() => client.end(), (error) => { process.stderr.write(error.message || error.code); process.exitCode = 1; });`;

/** Null when PostgreSQL answers; else why not, which has been printed with the command that helps. */
export function postgresMissing(): string | null {
  const { status, stderr } = spawnSync(process.execPath, ['-e', PROBE, POSTGRES_URL], { encoding: 'utf8' });
  if (status === 0) return null;
  process.stderr.write(
    `\nSKIPPED: the store's tests on PostgreSQL (${stderr.trim()}).\nTo run them: ${START_POSTGRES}\n\n`,
  );
  return stderr.trim();
}

export async function openMemory(): Promise<Opened> {
  const engine = sqliteEngine(':memory:');
  const store = await storeOn(engine);
  return { engine, store, close: () => store.close() };
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'journey-store-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function openFile(): Promise<Opened> {
  const { folder, remove } = temporaryFolder();
  const open = async (): Promise<Opened> => {
    const engine = sqliteEngine(path.join(folder, 'journeys.sqlite'));
    const store = await storeOn(engine);
    const close = () => store.close();
    const reopen = () => close().then(open);
    return { engine, store, reopen, close: () => close().then(remove) };
  };
  return open();
}

/** Runs statements on PostgreSQL, on a connection of its own. */
export async function onPostgres(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: POSTGRES_URL });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A new, empty schema, and how to remove it. */
export async function postgresSchema(): Promise<{
  readonly schema: string;
  readonly drop: () => Promise<void>;
}> {
  const schema = `journey_test_${newId().slice(0, 12)}`;
  await onPostgres(`create schema ${schema}`);
  return { schema, drop: () => onPostgres(`drop schema ${schema} cascade`) };
}

let shared: Awaited<ReturnType<typeof postgresSchema>> | null = null;

/** Empties every table: much quicker than a new schema for each test. */
function emptyTables(schema: string): Promise<void> {
  return onPostgres(`do $$ declare name text; begin
    if to_regclass('${schema}.journey_cursor') is null then return; end if;
    for name in select tablename from pg_tables
      where schemaname = '${schema}' and tablename not in ('journey_meta', 'journey_cursor')
    loop execute format('delete from ${schema}.%I', name); end loop;
    update ${schema}.journey_cursor set seq = 0;
    delete from ${schema}.journey_meta where key not in ('schema_version', 'min_reader');
    alter sequence ${schema}.journey_event_seq_seq restart;
  end $$`);
}

/** One schema for all tests of a file, emptied before each; `dropPostgres` removes it. */
export async function openPostgres(): Promise<Opened> {
  const { schema } = (shared ??= await postgresSchema());
  await emptyTables(schema);
  const open = async (): Promise<Opened> => {
    const engine = postgresEngine(POSTGRES_URL, { schema, maxConnections: 4 });
    const store = await storeOn(engine);
    const close = () => store.close();
    return { engine, store, reopen: () => close().then(open), close };
  };
  return open();
}

/** Call it after the last test that used `openPostgres`. */
export async function dropPostgres(): Promise<void> {
  await shared?.drop();
  shared = null;
}
