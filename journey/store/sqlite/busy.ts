import { setTimeout } from 'node:timers/promises';

const SQLITE_BUSY = 5;
/** So long whoever wants the store waits for another program that holds its lock: a backup, or somebody's shell. */
const PATIENCE_MS = 5000;
const AGAIN_MS = 20;

/** Whether SQLite says that somebody else holds the lock; its finer codes keep this one in their lowest byte. */
export function isBusy(error: unknown): boolean {
  const { errcode } = Object(error) as { errcode?: number };
  return errcode !== undefined && (errcode & 0xff) === SQLITE_BUSY;
}

/**
 * Waits for a lock that another program holds, and lets the event loop turn meanwhile: SQLite's own waiting
 * (`busy_timeout`) would stop everything else that n8n does. Counted from its making, by a clock that never steps.
 */
export class Patience {
  readonly #until = performance.now() + PATIENCE_MS;

  /** Resolves when it is time to try again; false once patience has run out. Never throws. */
  async wait(): Promise<boolean> {
    if (performance.now() >= this.#until) return false;
    await setTimeout(AGAIN_MS, undefined, { ref: false });
    return true;
  }
}
