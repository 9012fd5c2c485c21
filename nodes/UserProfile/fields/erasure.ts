import type { INodeProperties } from 'n8n-workflow';

const onlyErase = { show: { operation: ['erase'] } };

/** The fields of the operation that erases people. */
export const erasureFields: INodeProperties[] = [
  {
    displayName:
      "Deletes profile, IDs, events, consents, messages sent and everything kept at waits, and ends all journeys of the person. Figures, coupons and what was done stay under a pseudonym. n8n's own saved executions are not touched: have n8n prune them (EXECUTIONS_DATA_PRUNE, EXECUTIONS_DATA_MAX_AGE).",
    name: 'erasureNotice',
    type: 'notice',
    displayOptions: onlyErase,
    default: '',
  },
  {
    displayName: 'Refuse Their Events for (Days)',
    name: 'refuseDays',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 3650, numberPrecision: 0 },
    displayOptions: onlyErase,
    default: 30,
    description:
      'How long events under any of their IDs are answered as erased and stored nowhere, so that late senders do not bring the person back. Only keyed hashes of the IDs are kept. After that they may register anew.',
  },
];
