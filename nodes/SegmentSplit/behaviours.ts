import type { INodeProperties } from 'n8n-workflow';
import { NO_CONDITIONS } from '../../journey';

const behaviour: INodeProperties[] = [
  {
    displayName: 'Event',
    name: 'event',
    type: 'string',
    noDataExpression: true,
    required: true,
    default: '',
    placeholder: 'e.g. purchase',
    description: 'Name of the event, exactly as sent',
  },
  {
    displayName: 'How Often',
    name: 'howOften',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'At Least', value: 'atLeast', description: 'This many times or more' },
      { name: 'At Most', value: 'atMost', description: 'This many times or fewer, also not at all' },
      { name: 'Exactly', value: 'exactly', description: 'This many times' },
      { name: 'Never', value: 'never', description: 'Not once' },
    ],
    default: 'atLeast',
    description: 'How the number of times is compared',
  },
  {
    displayName: 'Times',
    name: 'times',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 0, maxValue: 1000 },
    displayOptions: { show: { howOften: ['atLeast', 'atMost', 'exactly'] } },
    default: 1,
    description: 'How many times, up to 1000',
  },
  {
    displayName: 'Within Days',
    name: 'withinDays',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 0, maxValue: 400 },
    default: 30,
    description:
      'How far back it counts from now, in days of 24 hours; exactly that long ago still counts. At most 400, the days that events are kept for. 0 = as far back as there are events.',
  },
  {
    displayName: 'Where',
    name: 'where',
    type: 'filter',
    placeholder: 'Add Condition',
    default: NO_CONDITIONS,
    typeOptions: { filter: { version: 3, caseSensitive: true, typeValidation: 'loose' } },
    // eslint-disable-next-line n8n-nodes-base/node-param-description-miscased-json -- an expression, not the format
    description:
      'Which of these events count; leave empty for all. On the left give a path into the event, as text (properties.platform) or, for numbers and dates, as {{ $json.properties.amount }}; on the right a value.',
  },
];

/** What the people of a segment did or did not do. */
export const behaviours: INodeProperties = {
  displayName: 'Behaviour',
  name: 'behaviours',
  type: 'fixedCollection',
  typeOptions: {
    multipleValues: true,
    multipleValueButtonText: 'Add Behaviour',
    fixedCollection: { itemTitle: '={{ $collection.item.value.event }}' },
  },
  placeholder: 'Add Behaviour',
  default: {},
  description:
    'What the person did or did not do. All of it must hold, and the conditions too. Events under any of their IDs count, also the one that started the journey.',
  options: [{ displayName: 'Behaviour', name: 'values', values: behaviour }],
};
