import { dayKind } from './holidays';
import { addDays, dayOf, instantOf, weekday, type IsoDay } from './local-time';

/** Minutes of the day. Up to before `from` they run over midnight and belong to the day they began on; equal = all day. */
export interface DayHours {
  readonly from: number;
  readonly to: number;
}

/** When something may happen: hours of days of the week, in a time zone. */
export interface TimeWindow {
  /** Days of the week, 1 = Monday to 7 = Sunday; none = every day. */
  readonly days: readonly number[];
  /** The hours of each of these days, in any order; they may touch or overlap. */
  readonly hours: readonly DayHours[];
  readonly zone: string;
  /** The country whose holidays close it (`CN`, `DE-BY`); null = holidays do not matter. */
  readonly holidays: string | null;
}

// More than any calendar closes for: whatever does not open in two years never does.
const HORIZON_DAYS = 731;

/** The first instant, not before `at`, at which the window is open; null when it never opens. The end is exclusive. */
export function alignTo(window: TimeWindow, at: number): number | null {
  // A window that runs over midnight may have begun the day before.
  let day = dayOf(at, window.zone, -1);
  for (let tried = 0; tried < HORIZON_DAYS; tried += 1, day = addDays(day, 1)) {
    if (!opensOn(window, day)) continue;
    // Hours of a later day cannot begin before those of this one.
    const open = window.hours.flatMap((hours) => openFrom(hours, day, window.zone, at));
    if (open.length > 0) return Math.min(...open);
  }
  return null;
}

/** From when on, not before `at`, these hours of a day are open; none when they are over by then. */
function openFrom({ from, to }: DayHours, day: IsoDay, zone: string, at: number): number[] {
  const opens = instantOf(day, from, zone);
  const closes = instantOf(to > from ? day : addDays(day, 1), to, zone);
  return closes > at && closes > opens ? [Math.max(at, opens)] : [];
}

/** A holiday closes the window; a weekend that is worked counts as any working day. */
function opensOn({ days, holidays }: TimeWindow, day: IsoDay): boolean {
  const listed = days.length === 0 || days.includes(weekday(day));
  const kind = holidays === null ? 'ordinary' : dayKind(holidays, day);
  if (kind === 'holiday') return false;
  return listed || (kind === 'workday' && days.some((one) => one <= 5));
}
