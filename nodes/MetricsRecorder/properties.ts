import type { INodeProperties } from 'n8n-workflow';

const record = { operation: ['record'] };
const report = { operation: ['report'] };

/** The parameters of Metrics Recorder. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Record',
        value: 'record',
        description: 'Count something each person did here, exactly once',
        action: 'Record a metric',
      },
      {
        name: 'Report',
        value: 'report',
        description:
          'Get funnel, conversion, goals and revenue of a journey, one item per version and step; with version null, by when they happened, the entries that were refused, the events that came too late, and those whose conditions could not be judged (rule_error)',
        action: 'Report on a journey',
      },
    ],
    default: 'record',
  },
  {
    displayName: 'Metric',
    name: 'metric',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: record },
    options: [
      { name: 'Conversion', value: 'conversion', description: 'The person did what the journey is for' },
      { name: 'Custom', value: 'custom', description: 'Any number of your own, such as points or minutes' },
    ],
    default: 'conversion',
    description: 'What kind of thing is counted',
  },
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    required: true,
    displayOptions: { show: record },
    default: '',
    placeholder: 'e.g. purchase',
    description: 'What happened, as reports call it',
  },
  {
    displayName: 'Value',
    name: 'value',
    type: 'number',
    displayOptions: { show: record },
    default: 0,
    hint: 'Of a conversion in the smallest unit: 500 is 5.00 in CNY or EUR',
    description:
      "Of a conversion an amount in the currency's smallest unit: 500 is 5.00 in CNY or EUR, but 500 in JPY. Of a custom metric any number.",
  },
  {
    displayName: 'Currency',
    name: 'currency',
    type: 'string',
    displayOptions: { show: { ...record, metric: ['conversion'] } },
    default: 'CNY',
    placeholder: 'e.g. CNY',
    description: 'Three letters of ISO 4217. Reports never add up different currencies.',
  },
  {
    displayName: 'Order ID',
    name: 'orderId',
    type: 'string',
    displayOptions: { show: { ...record, metric: ['conversion'] } },
    default: '',
    placeholder: 'e.g. {{ $json.wait.event.properties.orderId }}',
    description:
      'An order counts once in this journey, at whichever step it comes first. Leave empty to count every visit of this step.',
  },
  {
    displayName: 'Workflow ID',
    name: 'workflowId',
    type: 'string',
    displayOptions: { show: report },
    default: '={{ $workflow.id }}',
    description:
      "Which journey: the last part of its workflow's address in n8n. This workflow by default; only of this one the report knows the order of the steps on the canvas.",
  },
  {
    displayName: 'Count',
    name: 'dateRange',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: report },
    options: [
      {
        name: 'People Who Entered in the Period',
        value: 'entry',
        description:
          'Those who entered the journey between From and To, with all that has happened to them until today',
      },
      {
        name: 'What Happened in the Period',
        value: 'event',
        description: 'Everything between From and To, whenever people entered; in whole hours',
      },
    ],
    default: 'entry',
    description: 'What From and To limit',
  },
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    displayOptions: { show: report },
    default: '',
    description: 'Beginning of the period, included. Leave empty for the very beginning.',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'dateTime',
    displayOptions: { show: report },
    default: '',
    description: 'End of the period, not included. Leave empty for now.',
  },
];
