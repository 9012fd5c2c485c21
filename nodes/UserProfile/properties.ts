import type { INodeProperties } from 'n8n-workflow';
import { changeFields } from './fields/change';
import { crmFields } from './fields/crm';
import { erasureFields } from './fields/erasure';

const shows = (...operation: string[]) => ({ show: { operation } });

/** The parameters of User Profile. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Consent',
        value: 'consent',
        description: 'Write down that somebody may be contacted on a channel, or no longer',
        action: 'Grant or withdraw consent',
      },
      {
        name: 'Erase',
        value: 'erase',
        description: 'Forget somebody for good, with all their IDs (GDPR, PIPL)',
        action: 'Erase a person',
      },
      {
        name: 'Get',
        value: 'get',
        description: 'Put traits, tags, consents and other IDs into the item',
        action: 'Get a profile',
      },
      {
        name: 'Journeys',
        value: 'journeys',
        description: 'Say which journeys somebody is in, where they wait and what comes next',
        action: 'Find the journeys a person is in',
      },
      {
        name: 'Look Up in CRM',
        value: 'lookUp',
        description: 'Ask the CRM who somebody is and who is responsible for them, and keep chosen fields',
        action: 'Look up a person in the CRM',
      },
      {
        name: 'Merge',
        value: 'merge',
        description: 'Make another ID, such as an anonymous one, part of the user',
        action: 'Merge an ID into a user',
      },
      {
        name: 'Score',
        value: 'score',
        description: 'Add points to a score, or set it',
        action: 'Change a score',
      },
      {
        name: 'Set',
        value: 'set',
        description: 'Set traits such as name, city or plan',
        action: 'Set traits of a profile',
      },
      {
        name: 'Tag',
        value: 'tag',
        description: 'Add tags or take them away',
        action: 'Tag a person',
      },
    ],
    default: 'get',
  },
  {
    displayName: 'Whose Profile',
    name: 'whose',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Person of the Item',
        value: 'item',
        description:
          'In a journey the person who is in it, whatever became of the item; elsewhere the userId of the item',
      },
      { name: 'Another User', value: 'other', description: 'Somebody else, by their ID' },
    ],
    default: 'item',
    description: 'Whom this is about',
  },
  {
    displayName: 'User ID',
    name: 'userId',
    type: 'string',
    required: true,
    displayOptions: { show: { whose: ['other'] } },
    default: '',
    placeholder: 'e.g. {{ $json.referredBy }}',
    description: 'Any ID of the user, at most 256 characters',
  },
  ...changeFields,
  {
    displayName: 'Other ID',
    name: 'otherId',
    type: 'string',
    required: true,
    displayOptions: shows('merge'),
    default: '',
    placeholder: 'e.g. device-7f3a',
    description:
      'The ID that becomes part of the user, with its events, journeys, coupons and consents. Takes effect at its place among the events. An ID that belongs to another user stays with them.',
  },
  {
    displayName: 'Workflow ID',
    name: 'workflowId',
    type: 'string',
    displayOptions: shows('journeys'),
    default: '',
    placeholder: 'e.g. bJ3qX9sT',
    description:
      "Of which journey: the last part of its workflow's address in n8n. Leave empty for all journeys.",
  },
  {
    displayName: 'Only Active',
    name: 'activeOnly',
    type: 'boolean',
    displayOptions: shows('journeys'),
    default: false,
    description:
      'Whether to leave out journeys that are over for the person. The newest twenty are shown, with the last ten steps of each.',
  },
  ...crmFields,
  ...erasureFields,
  {
    displayName: 'Options',
    name: 'settings',
    type: 'collection',
    placeholder: 'Add option',
    displayOptions: shows('set', 'tag', 'score', 'consent', 'merge', 'erase', 'lookUp'),
    default: {},
    options: [
      {
        displayName: 'Really Do It in Test Runs',
        name: 'reallyInTestRuns',
        type: 'boolean',
        default: false,
        description:
          'Whether to change or erase also when you run the workflow in the editor. Otherwise a test run only shows what would come of it.',
      },
    ],
  },
];
