import type { INodePropertyOptions } from 'n8n-workflow';

/** The ways a call can end, as people choose them. */
export const ENDS: INodePropertyOptions[] = [
  { name: 'Busy', value: 'busy', description: 'The line was busy' },
  { name: 'Call Back', value: 'callback', description: 'The person wants to be called at another time' },
  { name: 'Cancelled', value: 'cancelled', description: 'The call centre gave the task up' },
  { name: 'Connected', value: 'connected', description: 'The agent talked to the person' },
  { name: 'Do Not Call', value: 'do_not_call', description: 'The person wants no more calls' },
  { name: 'No Answer', value: 'no_answer', description: 'Nobody picked up' },
  { name: 'Refused', value: 'refused', description: 'The person did not want to talk' },
  { name: 'Wrong Number', value: 'wrong_number', description: 'Somebody else has this number' },
];

/** The same with what happens when nobody says how it ended. */
export const TEST_ENDS: INodePropertyOptions[] = [
  ...ENDS,
  { name: 'Timed Out', value: 'timed_out', description: 'Nobody said in time' },
];
