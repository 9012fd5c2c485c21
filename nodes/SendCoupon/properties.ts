import type { INodeProperties } from 'n8n-workflow';
import { issueFields } from './fields/issue';
import { poolFields } from './fields/pool';

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
      {
        name: 'Import Codes',
        value: 'importCodes',
        description: "Put codes you have into a plan's pool; also in test runs",
        action: 'Import codes for a plan',
      },
      {
        name: 'Generate Codes',
        value: 'generateCodes',
        description: "Make random codes for a plan's pool; also in test runs",
        action: 'Generate codes for a plan',
      },
      {
        name: 'Stock',
        value: 'stock',
        description: 'Say what a plan has left',
        action: 'Get the stock of a plan',
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
  ...issueFields,
  ...poolFields,
];
