import { Kysely, PostgresDialect, sql, type RawBuilder } from 'kysely';
import { Pool, types as pgTypes, type PoolClient } from 'pg';
import type { Engine, Tx } from '../engine';
import type { Schema } from '../schema';

/**
 * The first half of an advisory lock's key. Advisory locks belong to a database, and a store to a schema: two stores side
 * by side must not wait for each other.
 */
const space = (name: 'users' | 'log'): RawBuilder<number> =>
  sql<number>`hashtext(current_schema() || ${`/journey_${name}`})`;

/** A process that stands still in a transaction must not keep everybody out for ever. */
const IDLE_TIMEOUT = '-c idle_in_transaction_session_timeout=60000';

const CHANNEL = 'journey_canvas';
const INT8 = 20;
const MAX_TRIES = 6;

/** Deadlock and serialization failure: the whole transaction may simply run again. */
const TRANSIENT = new Set(['40P01', '40001']);

/**
 * A store on PostgreSQL, shared by every process of an n8n instance. READ COMMITTED only: a lock is a statement of its
 * own, and what must see the other side is a later statement.
 */
export function postgresEngine(
  url: string,
  options: { readonly schema?: string; readonly maxConnections?: number; readonly readOnly?: boolean } = {},
): Engine {
  const pool = new Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    application_name: 'journey-canvas',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    allowExitOnIdle: true,
    options: [
      IDLE_TIMEOUT,
      ...(options.schema === undefined ? [] : [`-c search_path=${options.schema}`]),
      ...(options.readOnly === true ? ['-c default_transaction_read_only=on'] : []),
    ].join(' '),
    // Counters, positions and instants fit a double exactly; strings would turn every comparison into text.
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pgTypes.getTypeParser(oid, format)) },
  });
  // A connection lost while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  // One that is lost in use tells its statement, and then everybody: here too a listener keeps the process alive.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  let listener: PoolClient | null = null;
  let listening: Promise<void> | null = null;
  const callbacks: (() => void)[] = [];

  async function listen(): Promise<void> {
    const client = await pool.connect();
    client.on('error', () => {
      // A lost connection may say so more than once, and a released one may still say so.
      if (listener !== client) return;
      listener = null;
      listening = null;
      client.release(true);
    });
    client.on('notification', () => callbacks.forEach((callback) => callback()));
    listener = client;
    await client.query(`listen ${CHANNEL}`);
  }

  /** A hint beside a poll: when it cannot be had, the poll does the work, and listening is tried again with a later transaction. */
  function keepListening(): void {
    if (callbacks.length === 0) return;
    listening ??= listen().catch(() => {
      listening = null;
    });
  }

  return {
    label: describeUrl(url),
    exclusive: false,
    db,
    types: {
      serial: 'bigserial primary key',
      bigint: 'bigint',
      binary: 'bytea',
      clustered: '',
      now: `cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    },
    async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const result = await db.transaction().setIsolationLevel('read committed').execute(work);
          keepListening();
          return result;
        } catch (error) {
          if (attempt >= MAX_TRIES || !TRANSIENT.has((error as { code?: string }).code ?? '')) throw error;
        }
      }
    },
    async lockUsers(tx, userIds) {
      if (userIds.length === 0) return;
      // Sorted by the number that is locked, each once: every transaction takes them in the same order.
      await sql`select pg_advisory_xact_lock(${space('users')}, h) from (
        select distinct hashtext(u) as h from unnest(${[...userIds]}::text[]) as u order by 1
      ) as sorted`.execute(tx);
    },
    lockLogShared: async (tx) =>
      void (await sql`select pg_advisory_xact_lock_shared(${space('log')}, 1)`.execute(tx)),
    lockLogExclusive: async (tx) =>
      void (await sql`select pg_advisory_xact_lock(${space('log')}, 1)`.execute(tx)),
    lockMigrations: async (tx) =>
      void (await sql`select pg_advisory_xact_lock(${space('log')}, 2)`.execute(tx)),
    truncate: async (tx, table) => void (await sql`truncate ${sql.table(table)}`.execute(tx)),
    notify: async () => void (await sql`select pg_notify(${CHANNEL}, '')`.execute(db)),
    onNotify(callback) {
      callbacks.push(callback);
      keepListening();
    },
    async damages() {
      const { rows } = await sql<{ name: string }>`select i.indexrelid::regclass::text as name
        from pg_index as i join pg_class as t on t.oid = i.indrelid
        where t.relnamespace = current_schema()::regnamespace and not i.indisvalid`.execute(db);
      return rows.map(({ name }) => `the index ${name} is not valid: reindex it`);
    },
    async close() {
      callbacks.length = 0;
      await listening;
      listener?.release(true);
      listener = null;
      await db.destroy();
    },
  };
}

/** Host, database and user of a connection URL, for messages; never the password. */
export function describeUrl(url: string): string {
  try {
    const { hostname, port, pathname, username } = new URL(url);
    return `PostgreSQL at ${hostname || 'localhost'}:${port || '5432'}${pathname} as user ${username || '(default)'}`;
  } catch {
    return 'PostgreSQL at an address that is not a URL';
  }
}
