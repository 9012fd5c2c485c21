import type { INodeProperties } from 'n8n-workflow';
import { conditions } from './conditions';

const EVENT: INodeProperties = {
  displayName: 'Event',
  name: 'event',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. purchase',
  description: 'Name of the event, exactly as sent',
};

const CONDITIONS = conditions('What else must be true of the event, as in the conditions of the entry');

/** When people leave the journey, and what it is for. */
export const leaving: INodeProperties[] = [
  {
    displayName: 'Exit When',
    name: 'exits',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Exit Rule' },
    placeholder: 'Add Exit Rule',
    default: {},
    description:
      'Events that take a person out of the journey at once, wherever they wait. With an instance key, an event that carries it ends only that passage.',
    options: [{ displayName: 'Exit Rule', name: 'values', values: [EVENT, CONDITIONS] }],
  },
  {
    displayName: 'Goal',
    name: 'goal',
    type: 'fixedCollection',
    placeholder: 'Add Goal',
    default: {},
    description:
      'What the journey is for. Counted once per passage, also after it has ended; reaching it ends nothing.',
    options: [
      {
        displayName: 'Goal',
        name: 'value',
        values: [
          EVENT,
          CONDITIONS,
          {
            displayName: 'Within Days',
            name: 'days',
            type: 'number',
            typeOptions: { minValue: 1 },
            default: 90,
            description: 'Days after entry within which the event counts',
          },
        ],
      },
    ],
  },
];
