import type { INodeProperties } from 'n8n-workflow';

const shows = (operation: string, more: Record<string, string[]> = {}) => ({
  show: { operation: [operation], ...more },
});

/** The fields of the operations that change a profile. */
export const changeFields: INodeProperties[] = [
  {
    displayName: 'Traits',
    name: 'traits',
    type: 'assignmentCollection',
    displayOptions: shows('set'),
    default: {},
    description:
      'What is known of the person from now on, at most 64 KiB in all. What a source says later wins; other traits stay.',
  },
  {
    displayName: 'Action',
    name: 'tagAction',
    type: 'options',
    noDataExpression: true,
    displayOptions: shows('tag'),
    options: [
      { name: 'Add', value: 'add', description: 'Each tag once, whatever they had before' },
      { name: 'Remove', value: 'remove', description: 'Tags they do not have do no harm' },
    ],
    default: 'add',
    description: 'What to do with the tags',
  },
  {
    displayName: 'Tags',
    name: 'tags',
    type: 'string',
    required: true,
    displayOptions: shows('tag'),
    default: '',
    placeholder: 'e.g. vip, test-drive',
    description: 'Separated by commas. Conditions read them as the list profile.tags.',
  },
  {
    displayName: 'Action',
    name: 'scoreAction',
    type: 'options',
    noDataExpression: true,
    displayOptions: shows('score'),
    options: [
      { name: 'Add', value: 'add', description: 'Points on top, or off with a negative number' },
      { name: 'Set', value: 'set', description: 'This number, whatever it was' },
    ],
    default: 'add',
    description: 'What to do with the score',
  },
  {
    displayName: 'Score',
    name: 'score',
    type: 'string',
    required: true,
    displayOptions: shows('score'),
    default: 'score',
    placeholder: 'e.g. loyalty',
    description: 'Which score: a trait of this name that is a number, 0 before its first points',
  },
  {
    displayName: 'Points',
    name: 'points',
    type: 'number',
    displayOptions: shows('score'),
    default: 1,
    description: 'How many. In a journey each visit of this step adds them once, whatever is replayed.',
  },
  {
    displayName: 'Action',
    name: 'consentAction',
    type: 'options',
    noDataExpression: true,
    displayOptions: shows('consent'),
    options: [
      { name: 'Grant', value: 'grant', description: 'They may be contacted' },
      { name: 'Withdraw', value: 'withdraw', description: 'They must not be contacted any more' },
    ],
    default: 'grant',
    description: 'What the person has said. What they said last counts.',
  },
  {
    displayName: 'Channel',
    name: 'channel',
    type: 'string',
    required: true,
    displayOptions: shows('consent'),
    default: 'sms',
    placeholder: 'e.g. sms, email, wechat, call',
    description: 'The name of the channel, as the nodes that send use it',
  },
  {
    displayName: 'Category',
    name: 'category',
    type: 'string',
    displayOptions: shows('consent'),
    default: '',
    placeholder: 'e.g. offers',
    description: 'What kind of messages. Leave empty for all of the channel.',
  },
];
