import { DateTime } from 'luxon';

/** Numbers below this are seconds, from it on milliseconds: as seconds the year 5138, as milliseconds March 1973. */
const MILLISECONDS_FROM = 100_000_000_000;

/** How the answers tell a sender what to write. */
export const INSTANT_REMEDY =
  'Send ISO 8601 with a time zone (2026-01-31T09:30:00Z), or seconds or milliseconds since 1970';

/**
 * The instant a sender means, in milliseconds since 1970: ISO 8601 with at least a full date (in
 * `zone` when it names none), or seconds or milliseconds since 1970 as a number or as 10 or 13 digits. Null when it is none of these or lies before 1970.
 */
export function readInstant(value: unknown, zone = 'utc'): number | null {
  const at =
    typeof value === 'number'
      ? fromNumber(value)
      : typeof value === 'string'
        ? fromText(value.trim(), zone)
        : NaN;
  return Number.isFinite(at) && at >= 0 ? at : null;
}

function fromNumber(value: number): number {
  return DateTime.fromMillis(Math.round(value < MILLISECONDS_FROM ? value * 1000 : value)).toMillis();
}

function fromText(text: string, zone: string): number {
  if (/^(\d{10}|\d{13})$/.test(text)) return fromNumber(Number(text));
  // Luxon also reads a bare year, or a bare time as today's: neither says when something happened.
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return NaN;
  return DateTime.fromISO(text, { zone }).toMillis();
}
