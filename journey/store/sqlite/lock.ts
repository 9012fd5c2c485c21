import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './busy';

/** Locks this process holds. Node closes a database that nobody refers to any more, and the lock would go with it. */
const held = new Set<DatabaseSync>();

/** Raised when another process has the embedded store open; the message says what to do. */
export class StoreLockedError extends Error {
  override readonly name = 'StoreLockedError';
}

/**
 * Holds `<path>.lock` for this process and returns the release. The lock is the operating system's (SQLite's own
 * exclusive file lock on an empty database), so it ends with the process, also after kill -9; a pid file would not.
 * @throws StoreLockedError when another process holds it.
 */
export function lockFile(path: string): () => void {
  const lockPath = path.replace(/\.sqlite$/, '') + '.lock';
  const lock = new DatabaseSync(lockPath);
  try {
    lock.exec('pragma busy_timeout = 0; pragma journal_mode = delete; begin exclusive');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StoreLockedError(
      `Another process uses the embedded journey store ${path} (${(error as Error).message}). Stop it, or let several ` +
        'processes share a PostgreSQL store: set JOURNEYS_DATABASE_URL=postgres://user:password@host:5432/database in each of them',
    );
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}
