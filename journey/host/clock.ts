import type { Alarm, Clock } from '../ports/clock';
import { after } from './timers';

const CLOCK = Symbol.for('@journey-canvas/clock');

/** The longest a timer sleeps before it reads the clock again: a host's clock may jump, and long timers overflow. */
const MAX_SLEEP_MS = 60_000;

const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(at, callback): Alarm {
    let stop = (): void => {};
    const sleep = (): void => {
      const left = at - Date.now();
      if (left <= 0) callback();
      else stop = after(Math.min(left, MAX_SLEEP_MS), sleep);
    };
    stop = after(Math.min(Math.max(at - Date.now(), 0), MAX_SLEEP_MS), sleep);
    return { cancel: () => stop() };
  },
};

/** The clock of this process: the system's, unless whoever started the process put another one in place. */
export function clock(): Clock {
  return (globalThis as { [CLOCK]?: Clock })[CLOCK] ?? systemClock;
}
