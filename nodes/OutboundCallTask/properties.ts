import type { INodeProperties } from 'n8n-workflow';
import { TIME_UNITS } from '../../journey';
import { hours } from './fields/hours';
import { callAgain, groups } from './fields/outcomes';
import { settings } from './fields/settings';

/**
 * The parameters of Outbound Call Task. The hidden `options` makes n8n leave the body of callbacks unread, so that
 * signatures see the bytes as sent; our own options are called `settings`.
 */
export const properties: INodeProperties[] = [
  {
    displayName: 'Calls Are Made With',
    name: 'madeBy',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Call Centre',
        value: 'callCenter',
        description: 'Tasks are created in your call centre, which calls back with the results',
      },
      {
        name: 'Call List',
        value: 'callList',
        description:
          'Agents open a link to a page of this node, see whom to call and what to say, and record the result. A test run shows the link.',
      },
    ],
    default: 'callList',
    description: 'Where agents find the calls',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    default: '',
    placeholder: 'e.g. +8613800000000',
    description: 'Phone number with country code. Empty = the field of the profile named below.',
  },
  {
    displayName: 'Profile Field',
    name: 'trait',
    type: 'string',
    displayOptions: { show: { to: [''] } },
    default: 'phone',
    placeholder: 'e.g. phone or mobile',
    description: "The field of the person's profile that holds the number",
  },
  {
    displayName: 'Task Name',
    name: 'taskName',
    type: 'string',
    default: '',
    placeholder: 'e.g. No-show: {{ $json.properties.name }}',
    description: 'What agents see in the list of calls',
  },
  {
    displayName: 'Script',
    name: 'script',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    placeholder: 'e.g. Ask why the appointment was missed, and offer a new one',
    description: 'What the agent is to say; expressions put in what is known of the person',
  },
  {
    displayName: 'Shown to the Agent',
    name: 'variables',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Field', sortable: true },
    placeholder: 'Add Field',
    default: {},
    description:
      'What the agent has to know of the person. Call centres get it as the variables of the task.',
    options: [
      {
        displayName: 'Field',
        name: 'values',
        values: [
          {
            displayName: 'Name',
            name: 'name',
            type: 'string',
            default: '',
            placeholder: 'e.g. Model',
            description: 'What it is',
          },
          {
            displayName: 'Value',
            name: 'value',
            type: 'string',
            default: '',
            placeholder: 'e.g. {{ $json.properties.model }}',
            description: 'What it is for this person',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Assign To',
    name: 'assignee',
    type: 'string',
    default: '',
    placeholder: 'e.g. Li Na',
    description:
      'The agent or team who is to call, as your call centre knows them, or as they type it in the call list. Empty = anybody.',
  },
  {
    displayName: 'Priority',
    name: 'priority',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 0 },
    default: 0,
    description: '0 is normal; calls with a higher number come earlier',
  },
  {
    displayName: 'Wait at Most',
    name: 'limitAmount',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 3,
    description:
      'How long to wait for a result, over all calls. Then the person leaves by Timed Out and the call vanishes from the list.',
  },
  {
    displayName: 'Unit',
    name: 'limitUnit',
    type: 'options',
    options: TIME_UNITS,
    default: 'days',
    description: 'Unit of Wait at Most. A day is always 24 hours.',
  },
  ...hours,
  callAgain,
  groups,
  settings,
  { displayName: 'Options', name: 'options', type: 'hidden', default: { binaryData: true } },
];
