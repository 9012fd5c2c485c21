import type { INodeProperties } from 'n8n-workflow';
import { whoseClock } from '../../../journey';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When messages must not go out. */
export const quietHours: INodeProperties = {
  displayName: 'Quiet Hours',
  name: 'quietHours',
  type: 'fixedCollection',
  default: {},
  placeholder: 'Add Quiet Hours',
  description: 'When no message goes out. Transactional messages go out at any time.',
  options: [
    {
      displayName: 'Hours',
      name: 'values',
      values: [
        {
          displayName: 'Begins At',
          name: 'from',
          type: 'string',
          default: '21:00',
          description: 'Time of day from which on it is quiet',
        },
        {
          displayName: 'Ends At',
          name: 'to',
          type: 'string',
          default: '09:00',
          description: 'Time of day until which it is quiet',
        },
        {
          displayName: 'Holidays Of',
          name: 'holidays',
          type: 'string',
          default: '',
          placeholder: 'e.g. CN or DE-BY',
          description: 'Country, or country and state, on whose public holidays nothing goes out',
        },
        {
          displayName: 'In Quiet Hours',
          name: 'outside',
          type: 'options',
          options: [
            { name: 'Leave It Out', value: 'skip', description: 'The outcome is suppressed' },
            {
              name: 'Wait Until They Are Over',
              value: 'wait',
              description: 'Then consent, hours and caps are looked at again',
            },
          ],
          default: 'wait',
          description: 'What happens to a message that falls into them',
        },
        {
          displayName: 'Only On',
          name: 'days',
          type: 'multiOptions',
          options: DAYS.map((name, index) => ({ name, value: index + 1 })),
          default: [],
          description: 'Days of the week on which messages may go out at all. None = every day.',
        },
        {
          displayName: 'Spread (Minutes)',
          name: 'spreadMinutes',
          type: 'number',
          typeOptions: { minValue: 0, maxValue: 1440 },
          default: 15,
          description: 'Over how long messages that waited are spread, so that not all go out at once',
        },
        whoseClock,
      ],
    },
  ],
};
