import type { INodeProperties } from 'n8n-workflow';

const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Event ID',
      name: 'eventId',
      type: 'string',
      default: '',
      placeholder: 'e.g. {{ $json.orderId }}',
      description:
        'What makes the event unique, at most 256 characters. An ID that was published before is a duplicate and does nothing. Leave empty to make this step publish once per person and visit.',
    },
    {
      displayName: 'Really Do It in Test Runs',
      name: 'reallyInTestRuns',
      type: 'boolean',
      default: false,
      description:
        'Whether to publish when you run the workflow in the editor. Otherwise a test run only shows what would be published.',
    },
    {
      displayName: 'Timestamp',
      name: 'timestamp',
      type: 'string',
      default: '',
      placeholder: 'e.g. 2026-01-31T09:30:00Z',
      description:
        'When it happened: ISO 8601 (UTC when it names no zone), or seconds or milliseconds since 1970. At most 24 hours ahead. Leave empty for now.',
    },
  ],
};

/** The parameters of Publish User Event. */
export const properties: INodeProperties[] = [
  {
    displayName: 'User ID',
    name: 'userId',
    type: 'string',
    required: true,
    default: '={{ $json.userId }}',
    description: 'Whose event it is, at most 256 characters',
  },
  {
    displayName: 'Event',
    name: 'event',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. subscription.renewed',
    description:
      'Name of the event, at most 200 characters. Journeys that start with it or wait for it react as if a source had sent it.',
  },
  {
    displayName: 'Properties',
    name: 'properties',
    type: 'assignmentCollection',
    default: {},
    description:
      'What else is known about the event, for example an amount or a plan. At most 64 KiB in all.',
  },
  settings,
];
