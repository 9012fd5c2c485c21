import type { INodeProperties } from 'n8n-workflow';
import { CONDITIONS } from './conditions-field';

/** Events that count the deadline again. */
export const restartOn: INodeProperties = {
  displayName: 'Restart Timer On',
  name: 'restartOn',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Event' },
  default: {},
  placeholder: 'Add Event',
  description:
    'Events that start the time anew: Wait at Most is then counted from the last such event, while there is time left. They end nothing, and the time never gets shorter. A date cannot be counted again.',
  options: [
    {
      displayName: 'Event',
      name: 'values',
      values: [
        {
          displayName: 'Event',
          name: 'event',
          type: 'string',
          required: true,
          default: '',
          placeholder: 'e.g. app.opened',
          description: 'Name of the event that starts the time anew, exactly as sent',
        },
        CONDITIONS,
      ],
    },
  ],
};
