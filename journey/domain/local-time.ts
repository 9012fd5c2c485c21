import { DateTime, IANAZone } from 'luxon';
import { readInstant } from './intake/instant';

/** A calendar day, as `2026-03-29`. */
export type IsoDay = string;

/** Whether the name is one of the IANA time zones, such as Asia/Shanghai. */
export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/** The calendar day in which an instant lies, seen from a time zone, moved by whole days. */
export function dayOf(at: number, zone: string, plusDays = 0): IsoDay {
  return DateTime.fromMillis(at, { zone }).plus({ days: plusDays }).toFormat('yyyy-MM-dd');
}

/** The day of the week: 1 = Monday, 7 = Sunday. */
export function weekday(day: IsoDay): number {
  return DateTime.fromISO(day, { zone: 'utc' }).weekday;
}

/** Another day, that many days later. */
export function addDays(day: IsoDay, days: number): IsoDay {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');
}

/**
 * The instant at which clocks of a zone show that minute of a day, by the zone's rules at that day. A time that clocks
 * skip is moved on by what they skip; of a time they show twice it is the first. 1440 is the next midnight. Luxon alone
 * would choose between the two by the offset of the day the program runs on.
 */
export function instantOf(day: IsoDay, minute: number, zone: string): number {
  const date = minute >= 1440 ? addDays(day, 1) : day;
  const of = minute % 1440;
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  const shown = DateTime.fromObject(
    { year, month, day: dayOfMonth, hour: Math.floor(of / 60), minute: of % 60 },
    { zone },
  );
  return Math.min(...shown.getPossibleOffsets().map((time) => time.toMillis()));
}

/** The minute of the day in a text such as `9:30` or `24:00`; null when it is none. */
export function minuteOf(text: string): number | null {
  const found = /^([01]?\d|2[0-4]):([0-5]\d)(?::00)?$/.exec(text.trim());
  if (!found) return null;
  const minute = Number(found[1]) * 60 + Number(found[2]);
  return minute <= 1440 ? minute : null;
}

/**
 * The instant a value stands for; null when it is none. Texts and numbers are read as those of senders are, but a text
 * without an offset of its own is in the given zone; dates of JavaScript and of luxon are taken as they are.
 */
export function instantFrom(value: unknown, zone: string): number | null {
  if (!(value instanceof Date) && !DateTime.isDateTime(value)) return readInstant(value, zone);
  const at = value.valueOf();
  return Number.isFinite(at) ? at : null;
}
