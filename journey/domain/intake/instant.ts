import { DateTime } from 'luxon';

/** Numbers below this are seconds, from it on milliseconds: as seconds the year 5138, as milliseconds March 1973. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Longer texts are no instants, and nothing has to look at them. */
const MAX_TEXT = 100;

/** A zone's name behind an offset (RFC 9557, as Java writes it) says nothing more. */
const ZONE_NAME = /(?<=T.*(?:Z|[+-]\d\d(?::?\d\d)?))\[[^[\]]+\]$/i;

/** How the answers tell a sender what to write. */
export const INSTANT_REMEDY =
  'Send ISO 8601 with a time zone (2026-01-31T09:30:00Z), or seconds or milliseconds since 1970';

/**
 * The instant a sender means, in milliseconds since 1970: ISO 8601 with at least a full date (in
 * `zone` when it says no offset), or seconds or milliseconds since 1970 as a number or as 10 or 13 digits. Null when it is none of these or lies before 1970.
 */
export function readInstant(value: unknown, zone = 'utc'): number | null {
  const at =
    typeof value === 'number'
      ? fromNumber(value)
      : typeof value === 'string'
        ? fromText(value.trim(), zone)
        : NaN;
  // Adding makes 0 of -0.
  return Number.isFinite(at) && at >= 0 ? at + 0 : null;
}

function fromNumber(value: number): number {
  return DateTime.fromMillis(Math.round(value < MILLISECONDS_FROM ? value * 1000 : value)).toMillis();
}

function fromText(sent: string, zone: string): number {
  if (sent.length > MAX_TEXT) return NaN;
  if (/^(\d{10}|\d{13})$/.test(sent)) return fromNumber(Number(sent));
  const text = sent.replace(ZONE_NAME, '');
  // Luxon keeps every zone it was ever asked for, so senders must not choose names.
  if (text.includes('[')) return NaN;
  // Luxon also reads a bare year, or a bare time as today's: neither says when something happened.
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return NaN;
  return DateTime.fromISO(text, { zone }).toMillis();
}
