import type { INodeProperties } from 'n8n-workflow';
import { messageCaps, quietHours } from '../../../journey';

/** What few messages need to change. */
export const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  // Both are off, but stand there: who writes to many sees what could hold a message back.
  default: { caps: { values: [] }, quietHours: {} },
  options: [
    messageCaps,
    // Said outright, or n8n drops the empty field as soon as any other field changes.
    { ...quietHours, typeOptions: { multipleValues: false } },
    {
      displayName: 'Really Do It in Test Runs',
      name: 'reallyInTestRuns',
      type: 'boolean',
      default: false,
      description:
        'Whether to send a real message when you run the workflow in the editor. Otherwise a test run shows what would be sent.',
    },
    {
      displayName: 'Service Timeout (Seconds)',
      name: 'timeoutSeconds',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 20, numberPrecision: 0 },
      default: 10,
      description: 'How long the provider may take to answer before the outcome counts as unknown',
    },
    {
      displayName: 'Time Zone',
      name: 'timeZone',
      type: 'string',
      default: '',
      placeholder: 'e.g. Asia/Shanghai',
      description: "For people whose profile has no timezone of their own. Empty = the workflow's time zone.",
    },
    {
      displayName: 'Try the Next Channel After',
      name: 'nextAfter',
      type: 'multiOptions',
      options: [
        { name: 'Capped', value: 'capped', description: 'The person has had enough on this channel' },
        { name: 'Failed', value: 'failed', description: 'Refused by the provider, or there is no address' },
        {
          name: 'No Report',
          value: 'no_report',
          description: 'No word of delivery in time; it may still arrive',
        },
        {
          name: 'Not Delivered',
          value: 'undelivered',
          description: 'The provider says it will never arrive',
        },
        { name: 'Suppressed', value: 'suppressed', description: 'The person does not want this channel' },
        { name: 'Unknown', value: 'unknown', description: 'It may have been sent: the person may get both' },
      ],
      default: ['suppressed', 'failed', 'undelivered'],
      description: 'After which outcomes the next channel in the list is tried',
    },
  ],
};
