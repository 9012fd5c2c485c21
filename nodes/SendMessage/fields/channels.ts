import type { INodeProperties } from 'n8n-workflow';

const channel: INodeProperties[] = [
  {
    displayName: 'Channel',
    name: 'channel',
    type: 'string',
    default: 'sms',
    placeholder: 'e.g. sms or wechat',
    description:
      'The name by which consent and caps know the channel. Providers that have several channels are told it. Use staff for messages to colleagues: what they answer is not taken for the word of the person, and they count for no cap but those of staff.',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    default: '',
    placeholder: 'e.g. +8613800000000',
    description: 'Phone number with country code, or account. Empty = the field of the profile named below.',
  },
  {
    displayName: 'Profile Field',
    name: 'trait',
    type: 'string',
    displayOptions: { show: { to: [''] } },
    default: 'phone',
    placeholder: 'e.g. phone or openid',
    description: "The field of the person's profile that holds the address",
  },
  {
    displayName: 'Content',
    name: 'content',
    type: 'options',
    options: [
      {
        name: 'Template of the Provider',
        value: 'template',
        description: 'A template the provider has approved, by its code; some providers send nothing else',
      },
      { name: 'Text', value: 'text', description: 'Your own words' },
    ],
    default: 'text',
    description: 'What is sent',
  },
  {
    displayName: 'Text',
    name: 'text',
    type: 'string',
    typeOptions: { rows: 3 },
    displayOptions: { show: { content: ['text'] } },
    default: '',
    placeholder: 'e.g. Hello {{ $json.properties.name }}, see you tomorrow',
    description:
      'What the person reads; expressions put in what is known of them. A test run shows the result.',
  },
  {
    displayName: 'Template Code',
    name: 'template',
    type: 'string',
    displayOptions: { show: { content: ['template'] } },
    default: '',
    placeholder: 'e.g. SMS_154950909',
    description: "The template's code in the provider's console",
  },
  {
    displayName: 'Template Parameters',
    name: 'params',
    type: 'json',
    displayOptions: { show: { content: ['template'] } },
    default: '{}',
    description: 'What fills in the template, as {"name": "value"}; values may be expressions',
  },
];

/** Whom a message reaches where, and with which words. */
export const channels: INodeProperties = {
  displayName: 'Channels',
  name: 'channels',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Channel', sortable: true },
  placeholder: 'Add Channel',
  default: { values: [{ channel: 'sms', to: '', trait: 'phone', content: 'text', text: '' }] },
  description:
    'Tried in this order: the next one only when the one before could not reach the person. They share the credential; for another provider connect the Suppressed and Failed outputs to a second Send Message with that credential.',
  options: [{ displayName: 'Channel', name: 'values', values: channel }],
};
