import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { messageCaps, quietHours } from '../../../journey';

/** What is about the node's own message. */
const withMessage: IDisplayOptions = { show: { '/askedBy': ['message'] } };

/** What few ratings need to change. */
export const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Answer Can Be Changed For (Minutes)',
      name: 'changeMinutes',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 10,
      description:
        'How long people can change their answer after giving it; they go on when that time is over, by the last one. Without this option the first answer counts, and they go on at once.',
    },
    {
      displayName: 'Colour',
      name: 'colour',
      type: 'color',
      default: '#1d4ed8',
      description: 'Colour of the page, such as that of your brand',
    },
    {
      displayName: 'Comment Field',
      name: 'comment',
      type: 'boolean',
      default: true,
      description: 'Whether people may write something beside the number',
    },
    { ...messageCaps, displayOptions: withMessage },
    {
      displayName: 'In Test Runs',
      name: 'inTestRuns',
      type: 'options',
      options: [
        { name: 'Answered', value: 'answered', description: 'Go on at once as if they had answered' },
        { name: 'No Answer', value: 'noAnswer', description: 'Go on at once as if nobody had answered' },
      ],
      default: 'answered',
      description:
        'Which way people take when you run the workflow in the editor, where nobody is asked and nobody waits',
    },
    {
      displayName: 'Language',
      name: 'language',
      type: 'options',
      options: [
        { name: 'Chinese', value: 'zh' },
        { name: 'English', value: 'en' },
        { name: 'That of the Browser', value: 'auto', description: 'Chinese or else English' },
      ],
      default: 'auto',
      description: "Language of the page's own words. Texts that you type are shown as they are.",
    },
    { ...quietHours, displayOptions: withMessage },
    {
      displayName: 'Really Do It in Test Runs',
      name: 'reallyInTestRuns',
      type: 'boolean',
      displayOptions: withMessage,
      default: false,
      description:
        'Whether to send a real message when you run the workflow in the editor; nobody can answer behind its link. Otherwise a test run shows what would be sent.',
    },
    {
      displayName: 'Replies to Messages Count',
      name: 'replies',
      type: 'boolean',
      default: true,
      description:
        'Whether a reply such as 9, 9分 or 九 is an answer. This node itself takes no replies in: a published Send Message must do, with Reports and Replies set to Take In and the same provider.',
    },
    {
      displayName: 'Sample Answer',
      name: 'sampleScore',
      type: 'number',
      default: 10,
      description: 'The answer in test runs, a number of the scale. Without this option it is the highest.',
    },
    {
      displayName: 'Service Timeout (Seconds)',
      name: 'timeoutSeconds',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 20, numberPrecision: 0 },
      displayOptions: withMessage,
      default: 10,
      description:
        'How long the provider of messages may take to answer before it is unknown whether somebody was asked. They wait all the same.',
    },
    {
      displayName: 'Time Zone',
      name: 'timeZone',
      type: 'string',
      displayOptions: withMessage,
      default: '',
      placeholder: 'e.g. Asia/Shanghai',
      description: "For people whose profile has no timezone of their own. Empty = the workflow's time zone.",
    },
    {
      displayName: 'Title',
      name: 'title',
      type: 'string',
      default: '',
      placeholder: 'e.g. Sunshine Cars',
      description: 'Whose question it is, shown above it',
    },
    {
      displayName: 'Word for the Highest',
      name: 'highest',
      type: 'string',
      default: '',
      placeholder: 'e.g. Very satisfied',
      description: 'What the highest number means. Empty = words in the language of the page.',
    },
    {
      displayName: 'Word for the Lowest',
      name: 'lowest',
      type: 'string',
      default: '',
      placeholder: 'e.g. Not at all satisfied',
      description: 'What the lowest number means. Empty = words in the language of the page.',
    },
  ],
};
