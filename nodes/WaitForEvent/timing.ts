import type { INodeProperties } from 'n8n-workflow';
import { TIME_UNITS } from '../../journey';

const shownFor = (until: string[], more: object = {}): NonNullable<INodeProperties['displayOptions']> => ({
  show: { waitForever: [false], until, ...more },
});

/** Until when to wait. */
export const timing: INodeProperties[] = [
  {
    displayName: 'Wait Without Limit',
    name: 'waitForever',
    type: 'boolean',
    noDataExpression: true,
    default: false,
    description:
      'Whether to wait until one of the events happens, however long that takes. There is no Timed Out output then.',
  },
  {
    displayName: 'Until',
    name: 'until',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { waitForever: [false] } },
    options: [
      {
        name: 'A Length of Time Has Passed',
        value: 'length',
        description:
          'So many minutes, hours, days or weeks after the person arrived here or after something else',
      },
      { name: 'A Date', value: 'date', description: 'The same date for everybody, or one by expression' },
      {
        name: 'Before or After a Date of the Person',
        value: 'field',
        description: 'Such as one day before the appointment, at ten in the morning',
      },
    ],
    default: 'length',
    description: 'What ends the wait when no event does. Then the person leaves by Timed Out.',
  },
  {
    displayName: 'Wait at Most',
    name: 'limitAmount',
    type: 'number',
    typeOptions: { minValue: 0 },
    displayOptions: shownFor(['length']),
    default: 7,
    description:
      'How long to wait, from the moment chosen in Counted From. Then the person leaves by Timed Out. An event at exactly the last moment still counts.',
  },
  {
    displayName: 'Unit',
    name: 'limitUnit',
    type: 'options',
    displayOptions: shownFor(['length']),
    options: TIME_UNITS,
    default: 'days',
    description: 'Unit of Wait at Most. A day is always 24 hours.',
  },
  {
    displayName: 'Counted From',
    name: 'countedFrom',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor(['length']),
    options: [
      {
        name: 'An Earlier Step',
        value: 'step',
        description: 'When the person left it, such as when the coupon was issued',
      },
      { name: 'Arrival Here', value: 'arrival', description: 'When the person arrived at this node' },
      { name: 'Entry', value: 'entry', description: 'When the event happened that started the journey' },
      {
        name: 'Last Event',
        value: 'lastEvent',
        description:
          'When the event happened that ended the last wait, or else the one that started the journey',
      },
    ],
    default: 'arrival',
    description: 'Where the length of time begins',
  },
  {
    displayName: 'Step',
    name: 'step',
    type: 'string',
    displayOptions: shownFor(['length'], { countedFrom: ['step'] }),
    required: true,
    default: '',
    placeholder: 'e.g. Send Coupon',
    description:
      'Name of an earlier node of this package, exactly as on the canvas. If the person passed it several times, the last time counts. Renaming that node does not change this field.',
  },
  {
    displayName: 'Date',
    name: 'date',
    type: 'dateTime',
    displayOptions: shownFor(['date']),
    required: true,
    default: '',
    description: 'When the wait ends. Without an offset of its own it is in the time zone of the Options.',
  },
  {
    displayName: 'Date Field',
    name: 'dateField',
    type: 'string',
    displayOptions: shownFor(['field']),
    required: true,
    default: '',
    placeholder: 'e.g. properties.appointmentAt',
    description:
      'Path of the date in the item, such as properties.appointmentAt, or an expression that gives the date itself',
  },
  {
    displayName: 'Direction',
    name: 'direction',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor(['field']),
    options: [
      { name: 'After', value: 'after' },
      { name: 'Before', value: 'before' },
    ],
    default: 'before',
    description: 'Whether the wait ends before or after that date',
  },
  {
    displayName: 'By',
    name: 'shiftAmount',
    type: 'number',
    typeOptions: { minValue: 0 },
    displayOptions: shownFor(['field']),
    default: 1,
    description: 'How far before or after. 0 = at the date itself.',
  },
  {
    displayName: 'By Unit',
    name: 'shiftUnit',
    type: 'options',
    displayOptions: shownFor(['field']),
    options: TIME_UNITS,
    default: 'days',
    description: 'Unit of By. Whole days and weeks keep the time of day, also when clocks change.',
  },
  {
    displayName: 'At Time of Day',
    name: 'atTime',
    type: 'string',
    displayOptions: shownFor(['field']),
    default: '',
    placeholder: 'e.g. 10:00',
    description:
      'Time the wait ends on that day, in the time zone of the Options. Leave empty to keep the time of the date.',
  },
];
