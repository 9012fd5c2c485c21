/** Lengths of business time in milliseconds. */
const MINUTE = 60_000;
const DAY = 86_400_000;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** A moment on the clock of the dealership; with a plus it is in the week after the one in which everybody books. */
export type Moment = `${'' | '+'}${(typeof DAYS)[number]} ${string}`;

/** How long after the beginning of that Monday a moment is, in milliseconds. */
export function after(moment: Moment): number {
  const [, later, day, hours, minutes] = /^(\+?)(\w{3}) (\d\d):(\d\d)$/.exec(moment) ?? [];
  const place = DAYS.findIndex((one) => one === day);
  if (place < 0) throw new Error(`${moment} is no moment. Write one like "Thu 14:00" or "+Mon 09:00"`);
  return (place + (later ? 7 : 0)) * DAY + (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

/** The moment of so many milliseconds after the beginning of the Monday; what is left below a minute is shown. */
export function momentOf(ms: number): string {
  const day = Math.floor(ms / DAY);
  const minutes = Math.floor((ms - day * DAY) / MINUTE);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = (ms % MINUTE) / 1000;
  const week = day >= 7 ? '+'.repeat(Math.floor(day / 7)) : '';
  return `${week}${DAYS[((day % 7) + 7) % 7]} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${rest ? ` and ${rest} s` : ''}`;
}
