import type { INodeProperties } from 'n8n-workflow';
import { whoseClock } from '../../../journey';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When people may be called. */
export const hours: INodeProperties[] = [
  {
    displayName: 'Callable From',
    name: 'callableFrom',
    type: 'string',
    default: '09:00',
    description:
      'Time of day from which on people may be called. Before it they wait, and consent is looked at again afterwards.',
  },
  {
    displayName: 'Callable Until',
    name: 'callableUntil',
    type: 'string',
    default: '20:00',
    description: 'Time of day until which people may be called. The same as Callable From = the whole day.',
  },
  {
    displayName: 'Callable On',
    name: 'callableOn',
    type: 'multiOptions',
    options: DAYS.map((name, index) => ({ name, value: index + 1 })),
    default: [],
    description: 'Days of the week on which people may be called. None = every day.',
  },
  {
    displayName: 'Except Holidays Of',
    name: 'holidays',
    type: 'string',
    default: '',
    placeholder: 'e.g. CN or DE-BY',
    description: 'Country, or country and state, on whose public holidays nobody is called',
  },
  whoseClock,
];
