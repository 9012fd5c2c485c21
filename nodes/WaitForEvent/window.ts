import type { IExecuteFunctions } from 'n8n-workflow';
import { isRegion, type DayHours, type TimeWindow, minuteIn, refusal } from '../../journey';

interface HoursFields {
  readonly from?: unknown;
  readonly to?: unknown;
}

/** The fields of Only Within. */
export interface WindowFields extends HoursFields {
  readonly days?: unknown;
  readonly more?: { readonly values?: readonly HoursFields[] };
  readonly holidays?: unknown;
}

/**
 * The hours a deadline may fall into; null where nothing was chosen.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function windowOf(
  context: IExecuteFunctions,
  item: number,
  fields: WindowFields | undefined,
  zone: string,
): TimeWindow | null {
  if (!fields) return null;
  const days = (Array.isArray(fields.days) ? fields.days : [1, 2, 3, 4, 5]).map(Number);
  const wrong = days.find((day) => !Number.isInteger(day) || day < 1 || day > 7);
  if (wrong !== undefined)
    throw refusal(
      context,
      item,
      `Days of Only Within has ${wrong}. Use numbers from 1 (Monday) to 7 (Sunday)`,
    );
  const holidays = String(fields.holidays ?? '')
    .trim()
    .toUpperCase();
  if (holidays !== '' && !isRegion(holidays))
    throw refusal(
      context,
      item,
      `Holidays Of is ${holidays}, which is not known. Use a country such as CN or a state such as DE-BY`,
    );
  const more = fields.more?.values ?? [];
  const hours = [
    hoursOf(context, item, 'Only Within', { from: '09:00', to: '18:00', ...fields }),
    ...more.map((one, index) =>
      hoursOf(context, item, `More Hours ${index + 1} of Only Within`, {
        from: '14:00',
        to: '18:00',
        ...one,
      }),
    ),
  ];
  return { days, hours, zone, holidays: holidays === '' ? null : holidays };
}

function hoursOf(context: IExecuteFunctions, item: number, of: string, { from, to }: HoursFields): DayHours {
  return {
    from: minuteIn(context, item, `From of ${of}`, from, '10:00'),
    to: minuteIn(context, item, `To of ${of}`, to, '10:00'),
  };
}
