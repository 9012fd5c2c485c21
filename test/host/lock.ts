import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { waitFor } from './wait';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tryTake(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Takes away the lock of an owner that has died. The rename makes sure that only one process does it; what it took by
 * mistake, because somebody else was faster and holds the lock by now, it puts back.
 */
function clearIfAbandoned(file: string): void {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    if (!Number.isInteger(owner) || owner <= 0 || isAlive(owner)) return;
    const aside = `${file}.${owner}.${process.pid}`;
    renameSync(file, aside);
    if (Number(readFileSync(aside, 'utf8')) !== owner) linkSync(aside, file);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * Runs `work` while no other process on this machine runs it under the same lock file.
 *
 * A lock whose owner has died is taken over, so an interrupted installation does not block the next one.
 *
 * @throws what `work` throws, or an error naming the lock file after `timeoutMs`
 */
export async function underLock<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  await waitFor(
    `the lock ${file} (remove it if its owner is gone)`,
    () => {
      if (tryTake(file)) return true;
      clearIfAbandoned(file);
      return tryTake(file);
    },
    { timeoutMs, everyMs: 500 },
  );
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
