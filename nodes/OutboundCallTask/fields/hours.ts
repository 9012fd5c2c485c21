import type { INodeProperties } from 'n8n-workflow';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When people may be called. */
export const hours: INodeProperties = {
  displayName: 'Callable Hours',
  name: 'hours',
  type: 'fixedCollection',
  placeholder: 'Add Callable Hours',
  default: { values: { from: '09:00', to: '20:00', days: [], holidays: '' } },
  description:
    "When calls may be created, by the clock of the person: the profile's timezone, else the Time Zone of the Options. Outside of them people wait, and consent is looked at again afterwards. Without them calls are created at any time.",
  options: [
    {
      displayName: 'Hours',
      name: 'values',
      values: [
        {
          displayName: 'From',
          name: 'from',
          type: 'string',
          default: '09:00',
          description: 'Time of day from which on people may be called',
        },
        {
          displayName: 'To',
          name: 'to',
          type: 'string',
          default: '20:00',
          description: 'Time of day until which people may be called',
        },
        {
          displayName: 'Holidays Of',
          name: 'holidays',
          type: 'string',
          default: '',
          placeholder: 'e.g. CN or DE-BY',
          description: 'Country, or country and state, on whose public holidays nobody is called',
        },
        {
          displayName: 'Only On',
          name: 'days',
          type: 'multiOptions',
          options: DAYS.map((name, index) => ({ name, value: index + 1 })),
          default: [],
          description: 'Days of the week on which people may be called. None = every day.',
        },
      ],
    },
  ],
};
