import type { INodePropertyOptions } from 'n8n-workflow';

/** Units of time, from short to long. */
export const TIME_UNITS: INodePropertyOptions[] = [
  { name: 'Minutes', value: 'minutes' },
  { name: 'Hours', value: 'hours' },
  { name: 'Days', value: 'days' },
  { name: 'Weeks', value: 'weeks' },
];
