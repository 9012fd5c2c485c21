import { DateTime, IANAZone } from 'luxon';

const DAY_MS = 86_400_000;

/** How long a coupon is valid. */
export interface Validity {
  /** 0 = for ever. */
  readonly days: number;
  /** The time zone in which the last day is used up; null for days of 24 hours to the minute. */
  readonly endOfDayIn: string | null;
}

/** When a coupon issued at an instant expires, in milliseconds; null = never. */
export function expiryOf(issuedAt: number, { days, endOfDayIn }: Validity): number | null {
  if (days <= 0) return null;
  if (endOfDayIn === null) return issuedAt + days * DAY_MS;
  return DateTime.fromMillis(issuedAt, { zone: endOfDayIn }).plus({ days }).endOf('day').toMillis();
}

/** Whether a name is a time zone of the IANA list, such as Asia/Shanghai. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
