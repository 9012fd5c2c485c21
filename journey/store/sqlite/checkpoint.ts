import { Worker } from 'node:worker_threads';
import type { DatabaseSync } from 'node:sqlite';

const EVERY_COMMITS = 200;

// Runs in a thread of its own, on a connection of its own: copying the log into the file would stall the event loop.
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(workerData.path);
database.exec('pragma busy_timeout = 1000');
parentPort.on('message', (message) => {
  if (message === 'stop') { database.close(); parentPort.close(); return; }
  try { database.exec('pragma wal_checkpoint(' + message + ')'); } catch {}
  parentPort.postMessage('done');
});`;

/** Checkpoints of the write-ahead log, off the event loop. */
export interface Checkpoints {
  /** Call after each commit; now and then it starts a checkpoint. */
  committed(): void;
  stop(): Promise<void>;
}

/** Takes over checkpointing of the database at `path` from its own connection. */
export function startCheckpoints(path: string, database: DatabaseSync): Checkpoints {
  database.exec('pragma wal_autocheckpoint = 0');
  const worker = new Worker(WORKER, { eval: true, workerData: { path } });
  worker.unref();
  let commits = 0;
  let busy = false;
  worker.on('message', () => {
    busy = false;
  });
  // Without the thread SQLite checkpoints by itself again: slower, never wrong.
  worker.on('error', () => {
    if (database.isOpen) database.exec('pragma wal_autocheckpoint = 1000');
  });
  return {
    committed() {
      commits += 1;
      if (busy || commits % EVERY_COMMITS !== 0) return;
      busy = true;
      worker.postMessage('passive');
    },
    async stop() {
      worker.postMessage('stop');
      await worker.terminate();
    },
  };
}
