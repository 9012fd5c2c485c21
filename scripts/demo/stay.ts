import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { N8n } from '../../test/host/n8n';
import { freePort, portIsFree } from '../../test/host/process';

/** How a demo is to be played. */
export interface DemoOptions {
  /** It ends when everybody is through; otherwise n8n stays up. */
  readonly once: boolean;
  /** Nobody is sent: n8n stays up with the published examples. */
  readonly empty: boolean;
  /** The port of the editor; by default n8n's own, if it is free. */
  readonly port: string | undefined;
  /** Where a demo that stays up keeps its workflows and people. */
  readonly data: string | undefined;
}

const EDITOR_PORT = 5678;

/** Prints a line below a heading. */
export const say = (line: string): void => console.log(`  ${line}`);

/** The wished port for the editor, or another where it is taken. */
export async function editorPort({ port }: DemoOptions): Promise<number> {
  const wished = Number(port ?? EDITOR_PORT);
  return (await portIsFree(wished)) ? wished : await freePort();
}

/**
 * Stays until somebody stops the demo; `meanwhile` is done every second.
 * @throws Error when n8n ends by itself
 */
export async function untilStopped(
  n8n: N8n,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  console.log('It stays up until you press Ctrl-C.');
  const stopped = new AbortController();
  const signals = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  void signals.then(() => stopped.abort());
  // A timer also keeps this process alive: listening for signals alone would not.
  while (n8n.alive && !stopped.signal.aborted) {
    await setTimeout(1000, undefined, { signal: stopped.signal }).catch(() => {});
    if (!stopped.signal.aborted) await meanwhile();
  }
  if (!stopped.signal.aborted) throw new Error(`n8n has ended by itself. Its log is ${n8n.logFile}`);
  await n8n.stop();
}
