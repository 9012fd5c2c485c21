import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine';
import { describeUrl, postgresEngine } from './postgres/engine';
import { sqliteEngine } from './sqlite/engine';

/** Raised when the store cannot be opened; the message says where, as whom and what to do, never a password. */
export class StoreConnectionError extends Error {
  override readonly name = 'StoreConnectionError';
}

/** The environment that decides where the store is. */
export type StoreEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The engine of this process, decided by the environment alone: `JOURNEYS_DATABASE_URL` (or `_FILE`, a file that holds
 * it) is a PostgreSQL store; without it, the embedded file `journeys.sqlite` in n8n's user folder.
 * @throws StoreConnectionError when the settings cannot work.
 */
export function engineFor(environment: StoreEnvironment): Engine {
  const url = databaseUrl(environment);
  if (url !== null) {
    if (!/^postgres(ql)?:\/\//.test(url)) {
      throw new StoreConnectionError(
        `JOURNEYS_DATABASE_URL must begin with postgres://, for example postgres://user:password@host:5432/database`,
      );
    }
    return postgresEngine(url, {
      ...(environment['JOURNEYS_DATABASE_SCHEMA'] ? { schema: environment['JOURNEYS_DATABASE_SCHEMA'] } : {}),
    });
  }
  if (environment['EXECUTIONS_MODE'] === 'queue') {
    throw new StoreConnectionError(
      'n8n runs in queue mode, where several processes share the journeys, but only one process can use the embedded ' +
        'store. Set JOURNEYS_DATABASE_URL=postgres://user:password@host:5432/database in every n8n process',
    );
  }
  return sqliteEngine(embeddedPath(environment));
}

/** Where the embedded store's file is. */
export function embeddedPath(environment: StoreEnvironment): string {
  return join(environment['N8N_USER_FOLDER'] ?? homedir(), '.n8n', 'journeys.sqlite');
}

function databaseUrl(environment: StoreEnvironment): string | null {
  const file = environment['JOURNEYS_DATABASE_URL_FILE'];
  if (environment['JOURNEYS_DATABASE_URL']) return environment['JOURNEYS_DATABASE_URL'].trim();
  if (!file) return null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw connectionError(`JOURNEYS_DATABASE_URL_FILE names ${file}, which cannot be read`, error);
  }
}

/** Wraps what a driver said when the store could not be opened. Our own refusals pass unchanged. */
export function openingError(environment: StoreEnvironment, error: unknown): Error {
  if (error instanceof Error && /^(Store|Schema)/.test(error.name)) return error;
  const url = databaseUrl(environment);
  const where = url === null ? `the embedded store ${embeddedPath(environment)}` : describeUrl(url);
  const remedy =
    url === null
      ? 'Check that the folder exists, is writable and has free space'
      : 'Check that the server runs, that the address in JOURNEYS_DATABASE_URL is right, and that the user may create tables';
  return connectionError(`Journeys cannot open ${where}. ${remedy}`, error);
}

function connectionError(message: string, cause: unknown): StoreConnectionError {
  // Node's own error for a host with several addresses has no message, only a code.
  const { message: text, code, name } = Object(cause) as { message?: string; code?: string; name?: string };
  const said = text || code || name || String(cause);
  return new StoreConnectionError(`${message} (${said})`);
}
