import type { ChildProcess } from 'node:child_process';

import { waitFor, type WaitOptions } from './wait';

interface Answer {
  at: number;
  refused?: number;
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && typeof (message as Answer).at === 'number';
}

/** How soon after its end a process is heard to have ended. */
const EXIT_HEARD_MS = 10_000;

/** How long a process may take to confirm that it has moved. A booting n8n is busy for several seconds. */
const CONFIRM_TIMEOUT_MS = 60_000;

/**
 * The one source of time for all processes of a test: hand the same clock to every `startN8n`.
 *
 * Only the journeys' own clock obeys it; n8n's timers, leases and signature windows stay real. A process that starts
 * or restarts begins at the clock's present value.
 */
export class TestClock {
  private value: number;
  private readonly followers = new Set<ChildProcess>();

  /** @param start epoch milliseconds, or anything `Date` understands */
  constructor(start: number | string | Date) {
    this.value = instant(start);
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.value;
  }

  /** The environment with which a process of this clock is to be started. */
  env(): Record<string, string> {
    return { JOURNEY_CANVAS_TEST_CLOCK: String(this.value) };
  }

  /** Makes a started process follow until it ends. */
  follow(child: ChildProcess): void {
    this.followers.add(child);
    child.once('exit', () => this.followers.delete(child));
  }

  /**
   * Moves every process to `to` and returns when each has confirmed that its due callbacks were called. What those
   * callbacks began may still be under way; `advanceTo` waits for that too.
   *
   * @throws RangeError if `to` lies before the present value
   */
  async move(to: number | string | Date): Promise<void> {
    const target = instant(to);
    if (target < this.value) {
      throw new RangeError(`the clock stands at ${iso(this.value)} and cannot go back to ${iso(target)}`);
    }
    this.value = target;
    await Promise.all([...this.followers].map((child) => moveOne(child, target)));
  }

  /**
   * Moves to `to` and waits until `settled` holds, for example: no open deadline up to `to`, nothing in flight.
   *
   * @throws RangeError if `to` lies before the present value; an error if `settled` does not hold in time
   */
  async advanceTo(
    to: number | string | Date,
    settled: () => Promise<boolean>,
    options: WaitOptions = {},
  ): Promise<void> {
    await this.move(to);
    await waitFor(`everything to settle at ${iso(this.value)}`, settled, options);
  }

  /** `advanceTo`, by a distance in milliseconds. */
  async advanceBy(ms: number, settled: () => Promise<boolean>, options: WaitOptions = {}): Promise<void> {
    await this.advanceTo(this.value + ms, settled, options);
  }
}

function instant(value: number | string | Date): number {
  const ms = typeof value === 'number' ? value : new Date(value).getTime();
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${String(value)}`);
  return ms;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A process that ends instead of answering has nothing left to move. */
function moveOne(child: ChildProcess, to: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: Error) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (error) reject(error);
      else resolve();
    };
    const onExit = () => finish();
    const onMessage = (message: unknown) => {
      if (!isAnswer(message)) return;
      if (message.refused === to)
        finish(new Error(`process ${child.pid} stands at ${iso(message.at)}, beyond ${iso(to)}`));
      else if (message.at >= to) finish();
    };
    const timer = setTimeout(
      () =>
        finish(new Error(`process ${child.pid} did not confirm ${iso(to)} within ${CONFIRM_TIMEOUT_MS} ms`)),
      CONFIRM_TIMEOUT_MS,
    );
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send({ to }, (error) => {
      // Of a process that has just ended this may be heard before its end is.
      if (error) setTimeout(() => finish(error), EXIT_HEARD_MS);
    });
  });
}
