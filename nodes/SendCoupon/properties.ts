import type { INodeProperties } from 'n8n-workflow';

const offer: INodeProperties[] = [
  {
    displayName: 'Channel',
    name: 'channel',
    type: 'string',
    required: true,
    default: 'app',
    placeholder: 'e.g. app or wechat',
    description: 'Where the coupon can be used, by the name your systems know it',
  },
  {
    displayName: 'Value',
    name: 'value',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: 500,
    description: "Amount in the currency's smallest unit: 500 is 5.00 in CNY or EUR, but 500 in JPY",
  },
  {
    displayName: 'Currency',
    name: 'currency',
    type: 'string',
    default: 'CNY',
    placeholder: 'e.g. CNY',
    description: 'Three letters of ISO 4217',
  },
];

const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Code Length',
      name: 'codeLength',
      type: 'number',
      typeOptions: { minValue: 8, maxValue: 32, numberPrecision: 0 },
      default: 10,
      description:
        'Random characters after the prefix, 8 to 32. Fewer are easier to type, more are harder to guess.',
    },
    {
      displayName: 'Really Do It in Test Runs',
      name: 'reallyInTestRuns',
      type: 'boolean',
      default: false,
      description:
        'Whether to issue a real code when you run the workflow in the editor. Otherwise a test run shows a made-up one.',
    },
  ],
};

/** The parameters of Send Coupon. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Issue',
        value: 'issue',
        description: 'Give each person one code of a plan',
        action: 'Issue a coupon',
      },
    ],
    default: 'issue',
  },
  {
    displayName: 'Plan',
    name: 'plan',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. first-purchase-1',
    description:
      'Name of the coupon plan. A person gets one code per plan and instance key, however often this step runs; a second time the same code comes out as already issued.',
  },
  {
    displayName: 'Offers',
    name: 'offers',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Offer', sortable: true },
    placeholder: 'Add Offer',
    default: { values: [{ channel: 'app', value: 500, currency: 'CNY' }] },
    description: 'What the one code is worth on each channel, for example 8.00 in the app and 5.00 in WeChat',
    options: [{ displayName: 'Offer', name: 'values', values: offer }],
  },
  {
    displayName: 'Code Prefix',
    name: 'codePrefix',
    type: 'string',
    default: '',
    placeholder: 'e.g. WELCOME-',
    description: 'Put before every random code, so that people and cashiers recognise the campaign',
  },
  {
    displayName: 'Valid Days',
    name: 'validDays',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: 30,
    description: 'Days of 24 hours from issue until the code expires; 0 for a code that never expires',
  },
  settings,
];
