import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import { Client } from 'pg';

/** The server on which tests make their databases. The user must be allowed to create databases. */
export const postgresUrl =
  process.env['JOURNEYS_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** What to tell a person whose tests were skipped. */
export const postgresHint = [
  `No PostgreSQL at ${withoutPassword(postgresUrl)}: its tests are skipped. To run them:`,
  '  docker run --rm -d -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:17',
  'or name another server in JOURNEYS_TEST_POSTGRES_URL.',
].join('\n');

/** The Redis that queue mode is tested with. */
export const redisUrl = process.env['JOURNEYS_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** What to tell a person whose tests of queue mode were skipped. */
export const redisHint = [
  `No Redis at ${withoutPassword(redisUrl)}: the tests of queue mode are skipped. To run them:`,
  '  docker run --rm -d -p 127.0.0.1:6379:6379 redis:7',
  'or name another server in JOURNEYS_TEST_REDIS_URL.',
].join('\n');

/** True if Redis accepts connections; says `redisHint` on standard error when it does not. Synchronous, as below. */
export function redisAvailable(): boolean {
  const { hostname, port } = new URL(redisUrl);
  const probe = `require('node:net').connect(Number(process.argv[2]), process.argv[1])
    .on('connect', () => process.exit(0)).on('error', () => process.exit(1));`;
  try {
    execFileSync(process.execPath, ['-e', probe, hostname, port || '6379'], {
      stdio: 'ignore',
      timeout: 60_000,
    });
    return true;
  } catch {
    process.stderr.write(`${redisHint}\n`);
    return false;
  }
}

let available: boolean | undefined;

/**
 * True if the server answers. Synchronous, so a test file can choose between `describe` and `describe.skip`; says
 * `postgresHint` on standard error when the answer is no.
 */
export function postgresAvailable(): boolean {
  if (available !== undefined) return available;
  const probe = `const { Client } = require(process.argv[1]);
    const client = new Client({ connectionString: process.argv[2], connectionTimeoutMillis: 50_000 });
    client.connect().then(() => client.end()).catch(() => process.exit(1));`;
  try {
    execFileSync(process.execPath, ['-e', probe, require.resolve('pg'), postgresUrl], {
      stdio: 'ignore',
      timeout: 60_000,
    });
    available = true;
  } catch {
    process.stderr.write(`${postgresHint}\n`);
    available = false;
  }
  return available;
}

/** A database of one test. */
export interface TestDatabase {
  name: string;
  url: string;
  /** Ends all connections to it and removes it. */
  drop(): Promise<void>;
}

/** Makes an empty database with a name of its own, by default on the server for tests. */
export async function createDatabase(prefix = 'journeys_test', server = postgresUrl): Promise<TestDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${quoted(name)}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => dropDatabase(name, server) };
}

/** Ends all connections to a database and removes it; does nothing if there is none. */
export async function dropDatabase(name: string, server = postgresUrl): Promise<void> {
  await query(server, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
}

/** One statement on a database of the test server; its rows. */
export async function query<Row extends Record<string, unknown>>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = '';
  return url.href;
}
