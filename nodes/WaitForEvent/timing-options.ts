import type { INodeProperties } from 'n8n-workflow';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const hours = (from: string): INodeProperties[] => [
  {
    displayName: 'From',
    name: 'from',
    type: 'string',
    default: from,
    description: 'Time of day it opens',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    default: '18:00',
    description: 'Time of day it closes. Earlier than From = the next morning; the same = open all day.',
  },
];

/** Options that change when the time is up. */
export const timingOptions: INodeProperties[] = [
  {
    displayName: 'Grace in Minutes',
    name: 'graceMinutes',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description:
      'How long to hold Timed Out back after the deadline, for events that happened in time but arrive late. Events that happened after the deadline do not count.',
  },
  {
    displayName: 'If the Time Is Already Past',
    name: 'past',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Automatic',
        value: 'default',
        description: 'Skip when the wait ends before a date of the person, go on now otherwise',
      },
      { name: 'End the Journey', value: 'exit', description: 'The person leaves the journey here' },
      {
        name: 'Go On Now',
        value: 'goNow',
        description: 'Leave by Timed Out at once, or when the window opens',
      },
      { name: 'Skip', value: 'skip', description: 'Leave at once by an output of its own, Skipped' },
    ],
    default: 'default',
    description:
      'What happens to people whose time was up before they arrived here. An event that had happened in time still decides.',
  },
  {
    displayName: 'Only Within',
    name: 'window',
    type: 'fixedCollection',
    default: {},
    placeholder: 'Add Window',
    description:
      'When the time is up outside of these hours, the person waits on until they begin, and an event still counts until then',
    options: [
      {
        displayName: 'Window',
        name: 'values',
        values: [
          {
            displayName: 'Days',
            name: 'days',
            type: 'multiOptions',
            options: DAYS.map((name, index) => ({ name, value: index + 1 })),
            default: [1, 2, 3, 4, 5],
            description: 'Days of the week on which it opens. None = every day.',
          },
          ...hours('09:00'),
          // Beside the first hours, so that what was stored before there could be more still reads.
          {
            displayName: 'More Hours',
            name: 'more',
            type: 'fixedCollection',
            typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Hours' },
            default: {},
            placeholder: 'Add Hours',
            description:
              'Further hours of the same days, such as an afternoon after a break. They may be given in any order.',
            options: [{ displayName: 'Hours', name: 'values', values: hours('14:00') }],
          },
          {
            displayName: 'Holidays Of',
            name: 'holidays',
            type: 'string',
            default: '',
            placeholder: 'e.g. CN or DE-BY',
            description:
              'Country, or country and state, whose public holidays keep it closed. For CN weekends that are worked count as working days. Empty = holidays do not matter.',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Time Zone',
    name: 'timeZone',
    type: 'string',
    default: '',
    placeholder: 'e.g. Asia/Shanghai',
    description:
      'Zone of dates and hours of this node; may be an expression. Empty = the time zone of the workflow.',
  },
];
