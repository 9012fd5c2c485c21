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
      displayName: 'Catch Up Hours',
      name: 'catchUpHours',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description:
        'Entries that came in while the journey was unpublished and are at most this many hours old still start when it is published again. With 0 a pause starts nobody.',
    },
    {
      displayName: 'Holdout Percent',
      name: 'holdoutPercent',
      type: 'number',
      typeOptions: { minValue: 0, maxValue: 100 },
      default: 0,
      description:
        'Share of people who walk the journey without coupons, messages and events, to compare with. Chosen by their ID, for good. Other n8n nodes still run: ask for holdout under journey of the trigger before them.',
    },
    {
      displayName: 'Max Concurrent',
      name: 'maxConcurrent',
      type: 'number',
      typeOptions: { minValue: 0 },
      displayOptions: { show: { '/reEntry': ['always'] } },
      default: 0,
      description:
        'How many passages of a person may be under way at a time, per instance key where there is one; 0 for any number',
    },
    {
      displayName: 'Max Event Age Hours',
      name: 'maxEventAgeHours',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description: 'Events that happened longer ago than this start nobody; 0 for any age',
    },
    {
      displayName: 'Max People per Minute',
      name: 'maxPerMinute',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description:
        'How many people may start the journey within any minute; the others wait their turn, first come, first served. People who go on after a wait are not counted. 0 for any number.',
    },
    {
      displayName: 'Sample Event',
      name: 'sampleEvent',
      type: 'json',
      displayOptions: { show: { '/eventsFrom': ['journeys'] } },
      default: '{\n  "properties": {}\n}',
      description:
        'The event that test runs in the editor start with, since this trigger has no URL to post one to. Name, user and time are filled in.',
    },
    {
      displayName: 'Source',
      name: 'source',
      type: 'string',
      displayOptions: { show: { '/eventsFrom': ['url'] } },
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
        'Divides every waiting time of this journey, so that with 1440 a day passes in a minute. Anything but 1 is for demos, stands below the node on the canvas and is marked on every report.',
    },
  ],
};
