import type { IExecuteFunctions } from 'n8n-workflow';
import {
  durationMs,
  isRegion,
  isZone,
  type FrequencyCap,
  type SendingHours,
  clockIn,
  minuteIn,
  numberIn,
  oneOf,
  refusal,
  unitIn,
} from '../../journey';

const MAX_AMOUNT = 10_000;

/** The fields of Quiet Hours. */
export interface QuietFields {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly days?: unknown;
  readonly holidays?: unknown;
  readonly outside?: unknown;
  readonly spreadMinutes?: unknown;
  readonly whoseClock?: unknown;
}

/** The fields of one row of Frequency Caps. */
export interface CapFields {
  readonly most?: unknown;
  readonly per?: unknown;
  readonly amount?: unknown;
  readonly unit?: unknown;
  readonly of?: unknown;
}

/**
 * The time zone of people who have none of their own.
 * @throws NodeOperationError when there is no such zone.
 */
export function zoneIn(context: IExecuteFunctions, item: number, value: unknown): string {
  const zone = String(value || context.getTimezone());
  if (isZone(zone)) return zone;
  throw refusal(context, item, `The Time Zone "${zone}" does not exist. Use a name like Asia/Shanghai`);
}

/**
 * When messages may go out; null where nothing was chosen.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function hoursOf(
  context: IExecuteFunctions,
  item: number,
  fields: QuietFields | undefined,
  zone: string,
): SendingHours | null {
  if (!fields) return null;
  const {
    from = '21:00',
    to = '09:00',
    days,
    holidays,
    outside = 'wait',
    spreadMinutes = 15,
    whoseClock,
  } = fields;
  const [quiet, open] = [
    minuteIn(context, item, 'Begins At of Quiet Hours', from),
    minuteIn(context, item, 'Ends At of Quiet Hours', to),
  ];
  const region = String(holidays ?? '')
    .trim()
    .toUpperCase();
  if (region !== '' && !isRegion(region)) {
    const remedy = 'Use a country such as CN or a state such as DE-BY';
    throw refusal(context, item, `Holidays Of is ${region}, which is not known. ${remedy}`);
  }
  return {
    // What is not quiet is open.
    window: {
      ...{ days: daysOf(context, item, days), hours: [{ from: open, to: quiet }], zone },
      holidays: region === '' ? null : region,
    },
    clock: clockIn(context, item, whoseClock),
    outside: oneOf(context, item, 'In Quiet Hours', outside, ['wait', 'skip']),
    spreadMs: numberIn(context, item, 'Spread (Minutes)', spreadMinutes, { min: 0, max: 1440 }) * 60_000,
  };
}

function daysOf(context: IExecuteFunctions, item: number, value: unknown): number[] {
  const days = (Array.isArray(value) ? value : []).map(Number);
  const wrong = days.find((day) => !Number.isInteger(day) || day < 1 || day > 7);
  if (wrong === undefined) return days;
  throw refusal(context, item, `Only On has ${wrong}. Use numbers from 1 (Monday) to 7 (Sunday)`);
}

/**
 * The most messages a person gets.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function capsOf(context: IExecuteFunctions, item: number, rows: readonly CapFields[]): FrequencyCap[] {
  return rows.map(({ most = 1, per = 'day', amount = 7, unit = 'days', of = 'channel' }, index) => {
    const name = `of Frequency Cap ${index + 1}`;
    const kind = oneOf(context, item, `Per ${name}`, per, ['day', 'rolling']);
    const length = (): number =>
      durationMs(
        numberIn(context, item, `Per Length ${name}`, amount, { min: 0, max: MAX_AMOUNT }),
        unitIn(context, item, `Per Unit ${name}`, unit),
      );
    return {
      limit: numberIn(context, item, `At Most ${name}`, most, { min: 0, max: MAX_AMOUNT, whole: true }),
      per: kind === 'day' ? { kind } : { kind, ms: length() },
      of: oneOf(context, item, `What Counts ${name}`, of, ['all', 'channel', 'category']),
    };
  });
}
