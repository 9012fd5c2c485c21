import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { FrequencyCap } from '../../domain/contact/guards';
import { durationMs, TIME_UNITS } from '../../domain/duration';
import { numberIn, oneOf, unitIn } from '../fields';

const MAX_AMOUNT = 10_000;

/** The most messages a person gets: the same field in every node that sends some. */
export const messageCaps: INodeProperties = capsField({
  what: 'messages',
  description:
    'The most messages a person gets, counted over all journeys. Beyond it the outcome is capped. Transactional messages are neither held back nor counted, and calls do not count.',
  counting: [
    {
      name: 'All Messages',
      value: 'all',
      description: 'On every channel and of every category. Calls are not messages.',
    },
    { name: 'Messages of This Category', value: 'category', description: 'On every channel' },
    { name: 'Messages on This Channel', value: 'channel', description: 'Of every category' },
  ],
});

/** The most calls a person gets. */
export const callCaps: INodeProperties = capsField({
  what: 'calls',
  description:
    'The most calls a person gets, counted over all journeys, each time it is tried. Beyond it the outcome is capped: who has not been called leaves by Not Called, anybody else with the result of their last call. Messages do not count, and calls do not count as messages.',
  counting: [
    { name: 'All Calls', value: 'channel', description: 'Of every category' },
    { name: 'Calls of This Category', value: 'category', description: 'That of the options' },
  ],
});

function capsField({
  what,
  description,
  counting,
}: {
  readonly what: 'messages' | 'calls';
  readonly description: string;
  readonly counting: INodePropertyOptions[];
}): INodeProperties {
  return {
    displayName: 'Frequency Caps',
    name: 'caps',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Cap' },
    default: {},
    placeholder: 'Add Cap',
    description,
    options: [
      {
        displayName: 'Cap',
        name: 'values',
        values: [
          {
            displayName: 'At Most',
            name: 'most',
            type: 'number',
            typeOptions: { minValue: 0, numberPrecision: 0 },
            default: 1,
            description: `How many ${what}`,
          },
          {
            displayName: 'Per',
            name: 'per',
            type: 'options',
            options: [
              {
                name: 'Calendar Day',
                value: 'day',
                description: "From midnight to midnight on the person's clock",
              },
              { name: 'Length of Time', value: 'rolling', description: 'In the last so many hours or days' },
            ],
            default: 'day',
            description: 'In which time',
          },
          {
            displayName: 'Per Length',
            name: 'amount',
            type: 'number',
            typeOptions: { minValue: 0 },
            displayOptions: { show: { per: ['rolling'] } },
            default: 7,
            description: `How far back ${what} count`,
          },
          {
            displayName: 'Per Unit',
            name: 'unit',
            type: 'options',
            options: TIME_UNITS,
            displayOptions: { show: { per: ['rolling'] } },
            default: 'days',
            description: 'Unit of Per Length',
          },
          {
            displayName: 'What Counts',
            name: 'of',
            type: 'options',
            options: counting,
            default: 'channel',
            description: `Which ${what} count`,
          },
        ],
      },
    ],
  };
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
 * The most messages, or calls, a person gets.
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
