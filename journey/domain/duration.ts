import { Duration } from 'luxon';

/** Units a length of time is given in on the canvas. */
export type TimeUnit = 'minutes' | 'hours' | 'days' | 'weeks';

/** A length of time in milliseconds; a day is always 24 hours. */
export function durationMs(amount: number, unit: TimeUnit): number {
  return Duration.fromObject({ [unit]: amount }).toMillis();
}
