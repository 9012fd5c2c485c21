import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

function shownFor(content?: string): IDisplayOptions {
  return { show: { askedBy: ['message'], ...(content ? { content: [content] } : {}) } };
}

/** How the question reaches the person. */
export const asking: INodeProperties[] = [
  {
    displayName: 'Asked By',
    name: 'askedBy',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'A Message From Here',
        value: 'message',
        description:
          'This node sends the question by SMS or another channel. Who cannot be asked leaves by Not Asked.',
      },
      {
        name: 'Another Node',
        value: 'link',
        description:
          'People leave by Ask at once, with the link in rating.link, for a node that sends it by any channel; meanwhile they wait here',
      },
    ],
    default: 'link',
    description:
      'How the question reaches the person. Connect to Ask only what asks: the journey goes on at the other outputs. For several channels, reports and replies let Send Message ask.',
  },
  {
    displayName: 'Channel',
    name: 'channel',
    type: 'string',
    displayOptions: shownFor(),
    default: 'sms',
    placeholder: 'e.g. sms or wechat',
    description: 'The name by which consent and the provider know the channel',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    displayOptions: shownFor(),
    default: '',
    placeholder: 'e.g. +8613800000000',
    description: 'Phone number with country code, or account. Empty = the field of the profile named below.',
  },
  {
    displayName: 'Profile Field',
    name: 'trait',
    type: 'string',
    displayOptions: { show: { askedBy: ['message'], to: [''] } },
    default: 'phone',
    placeholder: 'e.g. phone or openid',
    description: "The field of the person's profile that holds the address",
  },
  {
    displayName: 'Content',
    name: 'content',
    type: 'options',
    displayOptions: shownFor(),
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
    displayOptions: shownFor('text'),
    default: 'How satisfied are you with us? Please tell us: {link}',
    description: 'What the person reads. {link} stands for the address of their page.',
  },
  {
    displayName: 'Template Code',
    name: 'template',
    type: 'string',
    displayOptions: shownFor('template'),
    default: '',
    placeholder: 'e.g. SMS_154950909',
    description: "The template's code in the provider's console",
  },
  {
    displayName: 'Template Parameters',
    name: 'params',
    type: 'json',
    displayOptions: shownFor('template'),
    default: '{"link": "{link}"}',
    description: 'What fills in the template. {link} stands for the address of their page.',
  },
];

/** Who may be asked. */
export const rules: INodeProperties[] = [
  {
    displayName: 'Category',
    name: 'category',
    type: 'string',
    displayOptions: shownFor(),
    default: 'service',
    placeholder: 'e.g. service',
    description: 'What kind of message it is: people can refuse a category, and caps can count by it',
  },
  {
    displayName: 'Transactional',
    name: 'transactional',
    type: 'boolean',
    displayOptions: shownFor(),
    default: false,
    description:
      'Whether the person asked for this message or must know it. It goes out in quiet hours and whatever the caps say, also to people who refused its category, but never to those who refused the channel.',
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
    displayOptions: { show: { askedBy: ['message'], transactional: [false] } },
    default: 'unlessRefused',
    description: 'Who may get it, by what they said about the channel and the category',
  },
];
