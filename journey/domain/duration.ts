import { Duration } from 'luxon';

/** Units a length of time is given in on the canvas. */
export type TimeUnit = 'minutes' | 'hours' | 'days' | 'weeks';

/** The units as fields offer them, from short to long. */
export const TIME_UNITS: Array<{ name: string; value: TimeUnit }> = [
  { name: 'Minutes', value: 'minutes' },
  { name: 'Hours', value: 'hours' },
  { name: 'Days', value: 'days' },
  { name: 'Weeks', value: 'weeks' },
];

/** A length of time in milliseconds; a day is always 24 hours. */
export function durationMs(amount: number, unit: TimeUnit): number {
  return Duration.fromObject({ [unit]: amount }).toMillis();
}
