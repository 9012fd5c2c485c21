import { getDayDetail } from 'chinese-days';
import Holidays from 'date-holidays';
import { addDays, weekday, type IsoDay } from './local-time';

/** What a country makes of a day: off, worked although it is a weekend (China's swapped days), or as any other. */
export type DayKind = 'holiday' | 'workday' | 'ordinary';

const years = new Map<string, ReadonlySet<IsoDay>>();

/** Whether holidays of this place are known: a country (`DE`) or a part of it (`DE-BY`). */
export function isRegion(region: string): boolean {
  const [country = '', state] = region.split('-');
  const known = new Holidays();
  if (!Object.hasOwn(known.getCountries(), country)) return false;
  return state === undefined || Object.hasOwn(known.getStates(country) ?? {}, state);
}

/**
 * What a day is in a country. For China the government's calendar decides, with its swapped working days; for years it
 * has not been announced for, and for all other countries, the rules of public holidays do.
 */
export function dayKind(region: string, day: IsoDay): DayKind {
  if (region === 'CN' && announced(day.slice(0, 4))) {
    const { work, name } = getDayDetail(day);
    const weekend = weekday(day) > 5;
    if (work) return weekend ? 'workday' : 'ordinary';
    // A plain weekend carries the name of its day; one that is part of a holiday the holiday's.
    return weekend && !name.includes(',') ? 'ordinary' : 'holiday';
  }
  return publicHolidays(region, day.slice(0, 4)).has(day) ? 'holiday' : 'ordinary';
}

/** The National Day is off in every year whose calendar is known. */
function announced(year: string): boolean {
  return !getDayDetail(`${year}-10-01`).work;
}

function publicHolidays(region: string, year: string): ReadonlySet<IsoDay> {
  const key = `${region}/${year}`;
  const known = years.get(key);
  if (known) return known;
  const [country = '', state] = region.split('-');
  const calendar = state === undefined ? new Holidays(country) : new Holidays(country, state);
  const days = calendar
    .getHolidays(Number(year))
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => {
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
      return Array.from({ length }, (_, place) => addDays(date.slice(0, 10), place));
    });
  const found = new Set(days);
  years.set(key, found);
  return found;
}
