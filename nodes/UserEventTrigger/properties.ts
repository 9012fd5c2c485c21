import type { INodeProperties } from 'n8n-workflow';
import { conditions } from './conditions';
import { leaving } from './leaving';
import { intakeFields } from './intake-properties';
import { settings } from './settings';

const WITH_URL: INodeProperties['displayOptions'] = { show: { eventsFrom: ['url'] } };

const origin: INodeProperties[] = [
  {
    displayName: 'Events From',
    name: 'eventsFrom',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Other Journeys Only',
        value: 'journeys',
        description:
          'No URL of its own: listens to what any other User Event Trigger or Publish User Event takes in',
      },
      {
        name: 'Own URL',
        value: 'url',
        description: 'Sources post events to the URL of this trigger, and they reach all journeys',
      },
    ],
    default: 'url',
    description:
      'How events get here. Unpublishing a journey closes its own URL: with several journeys, let one workflow that stays published take events in, and the others only listen.',
  },
];

const starts: INodeProperties[] = [
  {
    displayName: 'Events',
    name: 'events',
    type: 'string',
    default: '',
    placeholder: 'e.g. user.registered',
    description:
      'Names of the events that start the journey, exactly as sent; separate several with commas. With an own URL it may be empty: then events are only taken in, and nobody starts.',
  },
  conditions(
    'What else must be true of the event. On the left give a path into the event, as text (properties.plan) or, for numbers and dates, as {{ $json.properties.plan }}; on the right a value.',
  ),
];

const door: INodeProperties[] = [
  {
    displayName:
      'Once this workflow is published, sources POST user events to the Production URL. What they send to any User Event Trigger reaches all journeys.',
    name: 'about',
    type: 'notice',
    displayOptions: WITH_URL,
    default: '',
  },
  {
    displayName: 'Path',
    name: 'path',
    type: 'string',
    displayOptions: WITH_URL,
    default: '',
    placeholder: 'e.g. events',
    description:
      'The end of the URL that takes in events. Leave empty for one that no other trigger has. No two published workflows can use the same path. To keep taking events in while a journey is unpublished, keep one published workflow only for that, with no events listed above.',
  },
  ...intakeFields,
];

const entry: INodeProperties[] = [
  {
    displayName: 'Instance Key',
    name: 'instanceKey',
    type: 'string',
    default: '',
    placeholder: 'e.g. properties.bookingId',
    description:
      'Path into the event whose value tells several passages of one person apart, so that each booking runs its own journey. Leave empty for one passage per person.',
  },
  {
    displayName: 'Re-Entry',
    name: 'reEntry',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Once',
        value: 'once',
        description: 'Each person enters one time, ever',
      },
      {
        name: 'After Exit',
        value: 'afterExit',
        description: 'Again as soon as the person has left the journey',
      },
      {
        name: 'After a Number of Days',
        value: 'afterDays',
        description: 'Again when the person has left and the last entry is at least this many days ago',
      },
      {
        name: 'Always',
        value: 'always',
        description: 'With every matching event, even while the person is still inside',
      },
    ],
    default: 'once',
    description:
      'When a person who has been in this journey may enter again, per instance key. Refused entries are counted with their reason.',
  },
  {
    displayName: 'Days Between Entries',
    name: 'reEntryDays',
    type: 'number',
    typeOptions: { minValue: 1 },
    displayOptions: { show: { reEntry: ['afterDays'] } },
    default: 30,
    description: 'Days that must lie between two entries of the same person',
  },
  {
    displayName: 'People per Execution',
    name: 'peoplePerExecution',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 500 },
    default: 1,
    description:
      'How many people may share one execution, up to 500. With 1 every execution shows one person, and a failure touches only that one. More is much faster for large audiences, but then no later node may use Execute Once or read .first(), .last() or .all() of another node.',
  },
];

/**
 * The parameters of the User Event Trigger. The hidden `options` makes n8n leave the request body unread, so that
 * signatures see the bytes as sent and bad bodies get an answer of ours; our own options are called `settings`.
 */
export const properties: INodeProperties[] = [
  ...origin,
  ...starts,
  ...door,
  ...entry,
  ...leaving,
  settings,
  { displayName: 'Options', name: 'options', type: 'hidden', default: { binaryData: true } },
];
