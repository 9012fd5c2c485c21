import type { INodeProperties } from 'n8n-workflow';

/** What few journeys need to change. */
export const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Source',
      name: 'source',
      type: 'string',
      default: 'default',
      description:
        'Name of the system that sends events to this URL. Two events with the same event ID are one only when they also have the same source.',
    },
    {
      displayName: 'Time Scale',
      name: 'timeScale',
      type: 'number',
      typeOptions: { minValue: 1 },
      default: 1,
      hint: 'For demos only: leave at 1 for real customers',
      description:
        'Divides every waiting time of this journey, so that with 1440 a day passes in a minute. Anything but 1 is for demos and marked on every report.',
    },
  ],
};
