import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** Two seconds of CPU time for one body, then the test process is ended with a message. */
const LIMIT_MS = 2000;

/** Watches over bodies, one at a time. */
export interface Watchdog {
  /** The next body begins. */
  next(): void;
  /** Nothing is under way, so that nothing can take too long. */
  rest(): void;
  stop(): Promise<unknown>;
}

/** Starts a watchdog; `hint` says how to play the run again. */
export function watchdog(hint: string): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { shared, limitMs: LIMIT_MS, hint };
  const worker = new Worker(path.join(__dirname, 'watchdog-worker.cjs'), { workerData });
  worker.unref();
  let bodies = 0;
  return {
    next: () => void Atomics.store(shared, 0, ++bodies),
    rest: () => void Atomics.store(shared, 0, 0),
    stop: () => worker.terminate(),
  };
}
