import type { INodeProperties } from 'n8n-workflow';

const authentication: INodeProperties = {
  displayName: 'Authentication',
  name: 'authentication',
  type: 'options',
  displayOptions: { show: { eventsFrom: ['url'] } },
  noDataExpression: true,
  options: [
    {
      name: 'Header',
      value: 'header',
      description: 'Only requests with the header of a User Event Source credential are taken in',
    },
    {
      name: 'None',
      value: 'none',
      description: 'Anybody who knows the URL can send events and start journeys',
    },
    {
      name: 'Signed (Standard Webhooks)',
      value: 'hmac',
      description: 'Only events signed with the secret of a User Event Source credential are taken in',
    },
    {
      name: 'User and Password',
      value: 'basic',
      description:
        'Only requests with the user and password (basic authentication) of a User Event Source credential are taken in',
    },
  ],
  default: 'none',
  description: 'How senders prove who they are. Use None only where the URL cannot be reached from outside.',
};

const format: INodeProperties = {
  displayName: 'Format',
  name: 'format',
  type: 'options',
  displayOptions: { show: { eventsFrom: ['url'] } },
  noDataExpression: true,
  options: [
    {
      name: 'Automatic',
      value: 'auto',
      description: 'Each event is read by what it looks like: all formats below but Custom Paths',
    },
    {
      name: 'CloudEvents',
      value: 'cloudEvents',
      description: 'CloudEvents 1.0: structured, binary or batch',
    },
    {
      name: 'Custom Paths',
      value: 'custom',
      description: "A sender's own JSON; you say where the fields of an event stand in it",
    },
    {
      name: 'Native',
      value: 'native',
      description: 'The fields userId, event, eventId, timestamp and properties',
    },
    { name: 'PostHog', value: 'posthog', description: 'Events of its capture and batch API' },
    {
      name: 'Segment or RudderStack',
      value: 'segment',
      description: 'Calls of their SDKs, one or in a batch',
    },
    {
      name: 'Sensors Data Canvas',
      value: 'sensorsCanvas',
      description: 'The webhook of a Sensors Focus canvas: people who reached it there',
    },
    { name: 'Sensors Data SDK', value: 'sensors', description: 'Records of its SDKs, as data or data_list' },
  ],
  default: 'auto',
  description: 'How the bodies that are posted to the URL are read',
};

const path = (displayName: string, name: string, given: Partial<INodeProperties>): INodeProperties => ({
  displayName,
  name,
  type: 'string',
  default: '',
  ...given,
});

const paths: INodeProperties = {
  displayName: 'Paths',
  name: 'paths',
  type: 'collection',
  placeholder: 'Add path',
  displayOptions: { show: { eventsFrom: ['url'], format: ['custom'] } },
  default: {},
  description: 'Dotted paths into the JSON of the sender, such as customer.email',
  options: [
    path('Event ID', 'eventIdPath', {
      placeholder: 'e.g. meta.id',
      description:
        'Path to the ID by which an event that is sent again is known. Without one, equal events count once.',
    }),
    path('Event Name', 'eventName', {
      placeholder: 'e.g. order.paid',
      description: 'The name of every event that brings none under its path',
    }),
    path('Event Path', 'eventPath', {
      default: 'event',
      placeholder: 'e.g. topic',
      description: 'Path to the name of the event',
    }),
    path('List of Events', 'eventsPath', {
      placeholder: 'e.g. payload.items',
      description:
        'Path to the list, or to the one event, in the body. Leave empty when the body itself is it. The other paths begin inside an event.',
    }),
    path('Properties', 'propertiesPath', {
      placeholder: 'e.g. data',
      description: 'Path to the object with everything else. Leave empty to take the whole event.',
    }),
    path('Timestamp', 'timestampPath', {
      placeholder: 'e.g. created_at',
      description:
        'Path to when it happened: ISO 8601, seconds or milliseconds. Without one, the moment it arrives.',
    }),
    path('User ID', 'userIdPath', {
      default: 'userId',
      placeholder: 'e.g. customer.id',
      description: 'Path to the ID of the person',
    }),
  ],
};

/** How events come in: who may send them, and what they look like. */
export const intakeFields: INodeProperties[] = [authentication, format, paths];
