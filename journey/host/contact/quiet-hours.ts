import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { SendingHours } from '../../domain/contact/guards';
import { isRegion } from '../../domain/holidays';
import { minuteIn, numberIn, oneOf, refusal } from '../fields';
import { clockIn, whoseClock } from './whose-clock';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When messages must not go out: the same field in every node that sends some. */
export const quietHours: INodeProperties = {
  displayName: 'Quiet Hours',
  name: 'quietHours',
  type: 'fixedCollection',
  default: {},
  placeholder: 'Add Quiet Hours',
  description: 'When no message goes out. Transactional messages go out at any time.',
  options: [
    {
      displayName: 'Hours',
      name: 'values',
      values: [
        {
          displayName: 'Begins At',
          name: 'from',
          type: 'string',
          default: '21:00',
          description: 'Time of day from which on it is quiet',
        },
        {
          displayName: 'Ends At',
          name: 'to',
          type: 'string',
          default: '09:00',
          description: 'Time of day until which it is quiet',
        },
        {
          displayName: 'Holidays Of',
          name: 'holidays',
          type: 'string',
          default: '',
          placeholder: 'e.g. CN or DE-BY',
          description: 'Country, or country and state, on whose public holidays nothing goes out',
        },
        {
          displayName: 'In Quiet Hours',
          name: 'outside',
          type: 'options',
          options: [
            { name: 'Leave It Out', value: 'skip', description: 'The outcome is suppressed' },
            {
              name: 'Wait Until They Are Over',
              value: 'wait',
              description: 'Then consent, hours and caps are looked at again',
            },
          ],
          default: 'wait',
          description: 'What happens to a message that falls into them',
        },
        {
          displayName: 'Only On',
          name: 'days',
          type: 'multiOptions',
          options: DAYS.map((name, index) => ({ name, value: index + 1 })),
          default: [],
          description: 'Days of the week on which messages may go out at all. None = every day.',
        },
        {
          displayName: 'Spread (Minutes)',
          name: 'spreadMinutes',
          type: 'number',
          typeOptions: { minValue: 0, maxValue: 1440 },
          default: 15,
          description: 'Over how long messages that waited are spread, so that not all go out at once',
        },
        whoseClock,
      ],
    },
  ],
};

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
