import { dayKind } from './holidays';
import { addDays, dayOf, instantOf, weekday, type IsoDay } from './local-time';

/** When something may happen: hours of days of the week, in a time zone. */
export interface TimeWindow {
  /** Days of the week, 1 = Monday to 7 = Sunday; none = every day. */
  readonly days: readonly number[];
  /** Minutes of the day. Up to before `from` it runs over midnight and belongs to the day it began on; equal = all day. */
  readonly from: number;
  readonly to: number;
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
    const opens = instantOf(day, window.from, window.zone);
    const closes = instantOf(window.to > window.from ? day : addDays(day, 1), window.to, window.zone);
    if (closes > at && closes > opens) return Math.max(at, opens);
  }
  return null;
}

/** A holiday closes the window; a weekend that is worked counts as any working day. */
function opensOn({ days, holidays }: TimeWindow, day: IsoDay): boolean {
  const listed = days.length === 0 || days.includes(weekday(day));
  const kind = holidays === null ? 'ordinary' : dayKind(holidays, day);
  if (kind === 'holiday') return false;
  return listed || (kind === 'workday' && days.some((one) => one <= 5));
}
