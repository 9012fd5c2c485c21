import type { INodeProperties } from 'n8n-workflow';
import { TIME_UNITS } from '../../../journey';
import { ENDS } from './ends';

/** When somebody is called once more. */
export const callAgain: INodeProperties = {
  displayName: 'Call Again',
  name: 'callAgain',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Rule' },
  placeholder: 'Add Rule',
  default: {
    values: [
      { after: 'no_answer', times: 2, amount: 4, unit: 'hours' },
      { after: 'busy', times: 2, amount: 30, unit: 'minutes' },
      { after: 'callback', times: 3, amount: 1, unit: 'hours' },
    ],
  },
  description:
    'After which results the person is called again before they go on. Each call is a new task, in callable hours only and never after Wait at Most is over.',
  options: [
    {
      displayName: 'Rule',
      name: 'values',
      values: [
        {
          displayName: 'After',
          name: 'after',
          type: 'options',
          options: ENDS,
          default: 'no_answer',
          description: 'The result after which it is tried again',
        },
        {
          displayName: 'At Most',
          name: 'times',
          type: 'number',
          typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 0 },
          default: 2,
          description: 'How many more calls for this reason',
        },
        {
          displayName: 'Time Between',
          name: 'amount',
          type: 'number',
          typeOptions: { minValue: 0 },
          default: 4,
          description:
            'How long after the result. Whoever said when they want to be called back is called then.',
        },
        {
          displayName: 'Unit',
          name: 'unit',
          type: 'options',
          options: TIME_UNITS,
          default: 'hours',
          description: 'Unit of Time Between',
        },
      ],
    },
  ],
};

/** Which results lead where. */
export const groups: INodeProperties = {
  displayName: 'Outcome Groups',
  name: 'groups',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Group', sortable: true },
  placeholder: 'Add Group',
  default: {
    values: [
      { name: 'Reached', ends: ['connected'] },
      { name: 'Not Reached', ends: ['no_answer', 'busy', 'callback', 'cancelled'] },
      { name: 'Refused', ends: ['refused'] },
      { name: 'Do Not Call', ends: ['do_not_call'] },
      { name: 'Wrong Number', ends: ['wrong_number'] },
    ],
  },
  description:
    'An output for each group of results; every result must be in one. Timed Out and Not Called follow.',
  options: [
    {
      displayName: 'Group',
      name: 'values',
      values: [
        {
          displayName: 'Name',
          name: 'name',
          type: 'string',
          default: '',
          placeholder: 'e.g. Reached',
          description: 'The name of the output',
        },
        {
          displayName: 'Results',
          name: 'ends',
          type: 'multiOptions',
          options: ENDS,
          default: [],
          description: 'The results of the last call with which people leave here',
        },
      ],
    },
  ],
};
