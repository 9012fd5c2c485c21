/** How long to keep looking for a fact, and what to say if it never comes true. */
export interface WaitOptions {
  /** Milliseconds until giving up. Default 60 000. */
  timeoutMs?: number;
  /** Milliseconds between two looks. Default 100. */
  everyMs?: number;
  /** Appended to the error, for example the last lines of a log. */
  details?: () => string;
}

/** Resolves after `ms` milliseconds of real time. Only for use between two looks at a fact. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Looks at a fact until it holds, and returns it.
 *
 * `look` answers `undefined`, `null` or `false` for "not yet". An error it throws also means "not yet"; the last one is
 * quoted when time is up.
 *
 * @throws if the fact does not hold within `timeoutMs`
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  options: WaitOptions = {},
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    // The last look begins when time is up: a look may itself take long.
    const last = Date.now() >= deadline;
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      lastError = undefined;
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      lastError = error;
    }
    if (last) break;
    await pause(options.everyMs ?? 100);
  }
  const cause = lastError instanceof Error ? `\nLast error: ${lastError.message}` : '';
  const details = options.details ? `\n${options.details()}` : '';
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.${cause}${details}`);
}

/** Thrown inside `waitFor` when the fact can never come true, for example because the process has ended. */
export class GiveUp extends Error {}
