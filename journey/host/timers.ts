/**
 * The only place where real time passes: polls, leases and turns of the event loop. Business time is `clock.ts`.
 * Timers never keep a process alive.
 */

/** Calls back every `ms` milliseconds until the returned function is called. */
export function every(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** Calls back once after `ms` milliseconds, unless the returned function is called before. */
export function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Resolves on the next turn of the event loop, after input that has already arrived was read. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Milliseconds since some moment in the past, by a clock that never steps. */
export function monotonicMs(): number {
  return performance.now();
}

/** Real time in milliseconds since 1970, for what compares with the outside world: the age of a signature. */
export function realNow(): number {
  return Date.now();
}

/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => after(ms, resolve));
}
