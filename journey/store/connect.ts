import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine, Reader } from './engine';
import { describeUrl, postgresEngine } from './postgres/engine';
import { sqliteEngine, sqliteReader } from './sqlite/engine';

/** Raised when the store cannot be opened; the message says where, as whom and what to do, never a password. */
export class StoreConnectionError extends Error {
  override readonly name = 'StoreConnectionError';
}

/** The environment that decides where the store is. */
export type StoreEnvironment = Readonly<Record<string, string | undefined>>;

/** Where a store is: a PostgreSQL address, or the embedded file. */
export type StorePlace =
  { readonly url: string; readonly schema: string | undefined } | { readonly path: string };

/**
 * Where the store is, decided by the environment alone: `JOURNEYS_DATABASE_URL` (or `_FILE`, a file that holds it) is a
 * PostgreSQL store; without it, the embedded file `journeys.sqlite` in n8n's user folder.
 * @throws StoreConnectionError when the settings cannot work.
 */
export function placeOf(environment: StoreEnvironment): StorePlace {
  const url = databaseUrl(environment);
  if (url !== null) {
    if (!/^postgres(ql)?:\/\//.test(url)) {
      throw new StoreConnectionError(
        `JOURNEYS_DATABASE_URL must begin with postgres://, for example postgres://user:password@host:5432/database`,
      );
    }
    return { url, schema: environment['JOURNEYS_DATABASE_SCHEMA'] || undefined };
  }
  if (environment['EXECUTIONS_MODE'] === 'queue') {
    throw new StoreConnectionError(
      'n8n runs in queue mode, where several processes share the journeys, but only one process can use the embedded ' +
        'store. Set JOURNEYS_DATABASE_URL=postgres://user:password@host:5432/database in every n8n process',
    );
  }
  return { path: embeddedPath(environment) };
}

/** The engine at a place. @throws what the engine throws, and StoreLockedError for a file that another process holds. */
export function engineAt(place: StorePlace): Engine {
  return 'url' in place ? postgresEngine(place.url, schemaOf(place)) : sqliteEngine(place.path);
}

/**
 * Opens a store to look at it only, also while n8n uses it; makes nothing where there is none.
 * @throws StoreConnectionError when there is no embedded store at the place.
 */
export function readerAt(place: StorePlace): Reader {
  if ('url' in place)
    return postgresEngine(place.url, { ...schemaOf(place), readOnly: true, maxConnections: 1 });
  refuseMissing(place);
  return sqliteReader(place.path);
}

/** @throws StoreConnectionError when there is no embedded store at the place, which `engineAt` would make. */
export function refuseMissing(place: StorePlace): void {
  if ('url' in place || existsSync(place.path)) return;
  throw new StoreConnectionError(
    `There is no journey store at ${place.path}. Set N8N_USER_FOLDER or JOURNEYS_DATABASE_URL as n8n has them, or name ` +
      'the store with --database',
  );
}

function schemaOf({ schema }: { readonly schema: string | undefined }): { schema?: string } {
  return schema === undefined ? {} : { schema };
}

/** The engine of this process, at the place that its environment names. @throws StoreConnectionError */
export function engineFor(environment: StoreEnvironment): Engine {
  return engineAt(placeOf(environment));
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
  if (isOurs(error)) return error;
  return openingErrorAt(placeOf(environment), error);
}

function isOurs(error: unknown): error is Error {
  return error instanceof Error && /^(Store|Schema)/.test(error.name);
}

/** As `openingError`, for a place that is known. */
export function openingErrorAt(place: StorePlace, error: unknown): Error {
  if (isOurs(error)) return error;
  const embedded = 'path' in place;
  const where = embedded ? `the embedded store ${place.path}` : describeUrl(place.url);
  const remedy = embedded
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
