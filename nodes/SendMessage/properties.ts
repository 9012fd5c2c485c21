import type { INodeProperties } from 'n8n-workflow';
import { TIME_UNITS } from '../../journey';
import { channels } from './fields/channels';
import { settings } from './fields/settings';

/**
 * The parameters of Send Message. The hidden `options` makes n8n leave the body of callbacks unread, so that signatures
 * see the bytes as sent; our own options are called `settings`.
 */
export const properties: INodeProperties[] = [
  channels,
  {
    displayName: 'Category',
    name: 'category',
    type: 'string',
    default: 'marketing',
    placeholder: 'e.g. offers',
    description: 'What kind of message it is: people can refuse a category, and caps can count by it',
  },
  {
    displayName: 'Transactional',
    name: 'transactional',
    type: 'boolean',
    default: false,
    description:
      'Whether the person asked for this message or must know it, like a confirmation. It goes out in quiet hours and whatever the caps say, also to people who refused its category, but never to those who refused the channel.',
  },
  {
    displayName: 'Consent',
    name: 'consent',
    type: 'options',
    options: [
      { name: 'Needed', value: 'onlyIfGiven', description: 'Only people who said yes get it' },
      {
        name: 'Unless Refused',
        value: 'unlessRefused',
        description: 'Everybody who has not said no gets it',
      },
    ],
    displayOptions: { show: { transactional: [false] } },
    default: 'unlessRefused',
    description: 'Who may get it, by what they said about the channel and the category',
  },
  {
    displayName: 'Reports and Replies',
    name: 'deliveryReports',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'None', value: 'none', description: 'Go on as soon as the provider has taken the message' },
      {
        name: 'Take In',
        value: 'take',
        description:
          'The provider calls back; message.delivered, message.failed and message.replied become user events',
      },
      {
        name: 'Take In and Wait for Delivery',
        value: 'wait',
        description: 'People go on once the message has arrived, has failed for good, or the time is up',
      },
    ],
    default: 'none',
    description:
      'What comes back. Most providers are told the address with each message; where it has to be entered in a console, copy it from above.',
  },
  {
    displayName: 'Wait at Most',
    name: 'reportAmount',
    type: 'number',
    typeOptions: { minValue: 0 },
    displayOptions: { show: { deliveryReports: ['wait'] } },
    default: 1,
    description: 'How long to wait for the report before the outcome is no_report',
  },
  {
    displayName: 'Unit',
    name: 'reportUnit',
    type: 'options',
    options: TIME_UNITS,
    displayOptions: { show: { deliveryReports: ['wait'] } },
    default: 'hours',
    description: 'Unit of Wait at Most',
  },
  {
    displayName: 'Outcomes As',
    name: 'outcomesAs',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Data', value: 'data', description: 'One output; the outcome is in message.outcome' },
      { name: 'Outputs', value: 'outputs', description: 'An output for each outcome' },
    ],
    default: 'data',
    description: 'How the next nodes learn whether the message went out',
  },
  settings,
  { displayName: 'Options', name: 'options', type: 'hidden', default: { binaryData: true } },
];
