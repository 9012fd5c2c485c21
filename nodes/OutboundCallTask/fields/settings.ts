import type { INodeProperties } from 'n8n-workflow';
import { callCaps, TIME_UNITS } from '../../../journey';
import { TEST_ENDS } from './ends';

/** What few calls need to change. */
export const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Category',
      name: 'category',
      type: 'string',
      default: '',
      placeholder: 'e.g. offers',
      description: 'What kind of call it is: people can refuse a category of calls, and caps can count by it',
    },
    {
      displayName: 'Consent',
      name: 'consent',
      type: 'options',
      options: [
        { name: 'Needed', value: 'onlyIfGiven', description: 'Only people who said yes are called' },
        {
          name: 'Unless Refused',
          value: 'unlessRefused',
          description: 'Everybody who has not said no is called',
        },
      ],
      default: 'unlessRefused',
      description: 'Who may be called, by what they said about the channel call and the category',
    },
    {
      displayName: 'Due Within',
      name: 'due',
      type: 'fixedCollection',
      default: {},
      placeholder: 'Add Due Time',
      description: 'By when agents should call. It is shown to them and told to the call centre.',
      options: [
        {
          displayName: 'Due',
          name: 'values',
          values: [
            {
              displayName: 'Due Within',
              name: 'amount',
              type: 'number',
              typeOptions: { minValue: 0 },
              default: 4,
              description: 'How long after the task was created',
            },
            {
              displayName: 'Unit',
              name: 'unit',
              type: 'options',
              options: TIME_UNITS,
              default: 'hours',
              description: 'Unit of Due Within',
            },
          ],
        },
      ],
    },
    callCaps,
    {
      displayName: 'In Test Runs',
      name: 'testOutcome',
      type: 'options',
      options: TEST_ENDS,
      default: 'connected',
      description: 'How the call ends when you run the workflow in the editor; nobody waits there',
    },
    {
      displayName: 'Link Word',
      name: 'linkWord',
      type: 'string',
      displayOptions: { show: { '/madeBy': ['callList'] } },
      default: '',
      placeholder: 'e.g. spring',
      description:
        'Any word. Another word makes another link to the call list, and those who have the old one no longer get in. Publish the workflow to make it count.',
    },
    {
      displayName: 'List Language',
      name: 'listLanguage',
      type: 'options',
      displayOptions: { show: { '/madeBy': ['callList'] } },
      options: [
        { name: 'Chinese', value: 'zh' },
        { name: 'English', value: 'en' },
        { name: "That of the Agent's Browser", value: 'browser' },
      ],
      default: 'browser',
      description: 'The language of the call list',
    },
    {
      displayName: 'List Title',
      name: 'listTitle',
      type: 'string',
      displayOptions: { show: { '/madeBy': ['callList'] } },
      default: '',
      placeholder: 'e.g. No-shows',
      description: 'What stands above the call list',
    },
    {
      displayName: 'Really Do It in Test Runs',
      name: 'reallyInTestRuns',
      type: 'boolean',
      displayOptions: { show: { '/madeBy': ['callCenter'] } },
      default: false,
      description:
        'Whether to create a real task when you run the workflow in the editor. Otherwise a test run shows what would be created.',
    },
    {
      displayName: 'Service Timeout (Seconds)',
      name: 'timeoutSeconds',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 20, numberPrecision: 0 },
      displayOptions: { show: { '/madeBy': ['callCenter'] } },
      default: 10,
      description: 'How long the call centre may take to answer before it is unknown whether it has the task',
    },
    {
      displayName: 'Spread (Minutes)',
      name: 'spreadMinutes',
      type: 'number',
      typeOptions: { minValue: 0, maxValue: 1440 },
      default: 15,
      description:
        'Over how long calls that waited for callable hours are spread, so that not all are created at once',
    },
    {
      displayName: 'Time Zone',
      name: 'timeZone',
      type: 'string',
      default: '',
      placeholder: 'e.g. Asia/Shanghai',
      description:
        "For people whose profile has no timezone of their own, and for the times in the call list. Empty = the workflow's time zone.",
    },
  ],
};
