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
    hint: 'In the smallest unit: 500 is 5.00 in CNY or EUR',
    description: "Amount in the currency's smallest unit: 500 is 5.00 in CNY or EUR, but 500 in JPY",
  },
  {
    displayName: 'Currency',
    name: 'currency',
    type: 'string',
    default: 'CNY',
    placeholder: 'e.g. CNY',
    description: 'Three letters of ISO 4217. A plan gives out coupons in one currency, that of its first.',
  },
];

const settings: INodeProperties[] = [
  {
    displayName: 'Code Length',
    name: 'codeLength',
    type: 'number',
    typeOptions: { minValue: 8, maxValue: 32, numberPrecision: 0 },
    default: 10,
    description:
      'Random characters after the prefix of a code that is made when issued, 8 to 32. Fewer are easier to type, more are harder to guess.',
  },
  {
    displayName: 'Expires at End of Day',
    name: 'endOfDay',
    type: 'boolean',
    default: false,
    description:
      'Whether a code stays valid until midnight of its last day, instead of to the minute at which it was issued',
  },
  {
    displayName: 'Max Face Value',
    name: 'maxFaceValue',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: 500000,
    description:
      "What the plan may give away in all, in the currency's smallest unit. Each code counts with its highest offer. Beyond it people get no code and the outcome over_budget. Use the same number in every step that issues this plan.",
  },
  {
    displayName: 'Max Issues',
    name: 'maxIssues',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: 1000,
    description:
      'How many codes the plan may give away in all. Beyond it people get no code and the outcome over_budget. Use the same number in every step that issues this plan.',
  },
  {
    displayName: 'Really Do It in Test Runs',
    name: 'reallyInTestRuns',
    type: 'boolean',
    default: false,
    description:
      'Whether to issue a real code when you run the workflow in the editor; it is shown masked. Otherwise a test run shows a made-up one.',
  },
  {
    displayName: 'Service Timeout (Seconds)',
    name: 'timeoutSeconds',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 20, numberPrecision: 0 },
    default: 10,
    description: 'How long the coupon service may take to answer before its answer counts as unknown',
  },
  {
    displayName: 'Time Zone',
    name: 'timezone',
    type: 'string',
    default: '',
    placeholder: 'e.g. Asia/Shanghai',
    description: "Where the last day ends, for Expires at End of Day. Empty for the workflow's time zone.",
  },
];

const onlyIssue = { show: { operation: ['issue'] } };
const onlyHandOver = { show: { operation: ['issue'], handOver: [true] } };

/** The fields of the operation Issue, below the plan. */
export const issueFields: INodeProperties[] = [
  {
    displayName: 'Offers',
    name: 'offers',
    type: 'fixedCollection',
    typeOptions: {
      multipleValues: true,
      multipleValueButtonText: 'Add Offer',
      sortable: true,
      fixedCollection: { itemTitle: '={{ $collection.item.value.channel }}' },
    },
    placeholder: 'Add Offer',
    default: { values: [{ channel: 'app', value: 500, currency: 'CNY' }] },
    description:
      'What the one code is worth on each channel, for example 8.00 in the app and 5.00 in WeChat. It is valid only on the channels listed here.',
    options: [{ displayName: 'Offer', name: 'values', values: offer }],
    displayOptions: onlyIssue,
  },
  {
    displayName: 'Code Source',
    name: 'codeSource',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Made When Issued',
        value: 'generated',
        description: 'A fresh random code for each person; your shop must learn of it',
      },
      {
        name: "From the Plan's Pool",
        value: 'pool',
        description: 'A code imported or generated before; when none is left, the outcome is out_of_stock',
      },
    ],
    default: 'generated',
    description: 'Where the code comes from',
    displayOptions: onlyIssue,
  },
  {
    displayName: 'Code Prefix',
    name: 'codePrefix',
    type: 'string',
    default: '',
    placeholder: 'e.g. WELCOME-',
    description: 'Put before every random code, so that people and cashiers recognise the campaign',
    displayOptions: { show: { operation: ['issue'], codeSource: ['generated'] } },
  },
  {
    displayName: 'Valid Days',
    name: 'validDays',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: 30,
    description: 'Days of 24 hours from issue until the code expires; 0 for a code that never expires',
    displayOptions: onlyIssue,
  },
  {
    displayName: 'Outcomes As',
    name: 'outcomesAs',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Data', value: 'data', description: 'One output; the outcome is in coupon.outcome' },
      {
        name: 'Outputs',
        value: 'outputs',
        description:
          'An output each for people who got a code, had one already, got none because of the budget or the currency, or found the pool empty; with a coupon service also for refusals and calls of unknown end',
      },
    ],
    default: 'data',
    description: 'How the next nodes learn whether somebody got a code',
    displayOptions: onlyIssue,
  },
  {
    displayName: 'Tell a Coupon Service',
    name: 'handOver',
    type: 'boolean',
    noDataExpression: true,
    default: false,
    description:
      "Whether to send each code to a service of yours by HTTP, once per code. The code stays the person's whatever the service answers.",
    displayOptions: onlyIssue,
  },
  {
    displayName: 'Service Path',
    name: 'servicePath',
    type: 'string',
    default: 'coupons',
    placeholder: 'e.g. v1/coupons',
    description:
      'Where to POST to, below the base URL of the credential. The body is JSON with userId, code, plan, offers, scope, issuedAt and expiresAt; the header Idempotency-Key is the same for every attempt at the same code.',
    displayOptions: onlyHandOver,
  },
  {
    displayName: 'Service Fields',
    name: 'serviceFields',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Field' },
    placeholder: 'Add Field',
    default: {},
    description: "More fields of the body; one with the name of a coupon's field takes its place",
    options: [
      {
        displayName: 'Field',
        name: 'values',
        values: [
          {
            displayName: 'Name',
            name: 'name',
            type: 'string',
            default: '',
            placeholder: 'e.g. campaign',
            description: 'Name of the field in the body',
          },
          {
            displayName: 'Value',
            name: 'value',
            type: 'string',
            default: '',
            description: 'Text, or an expression for a value of any kind',
          },
        ],
      },
    ],
    displayOptions: onlyHandOver,
  },
  {
    displayName: 'Options',
    name: 'settings',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: settings,
    displayOptions: onlyIssue,
  },
];
