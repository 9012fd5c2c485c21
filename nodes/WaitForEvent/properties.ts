import type { INodeProperties } from 'n8n-workflow';
import { NO_CONDITIONS } from '../../journey';
import { CONDITIONS } from './conditions-field';
import { settings } from './settings';
import { timing } from './timing';

const branch: INodeProperties[] = [
  {
    displayName: 'Event',
    name: 'event',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. purchase',
    description: 'Name of the event to wait for, exactly as sent',
  },
  {
    displayName: 'Output Name',
    name: 'name',
    type: 'string',
    default: '',
    placeholder: 'e.g. Purchased',
    description:
      'Label of the output on the canvas, or of the event in the item where all events are needed. Leave empty to show the event name.',
  },
  CONDITIONS,
  // Empty for branches made in the editor, which cannot make ids: see branches.ts. Imported workflows may set it.
  { displayName: 'ID', name: 'id', type: 'hidden', default: '' },
];

/** The parameters of Wait For Event. */
export const properties: INodeProperties[] = [
  {
    displayName:
      'Each person waits here on their own until one of the events happens or the time is up, for days or months if need be, and also over restarts. Waiting people follow changes as soon as you publish them.',
    name: 'about',
    type: 'notice',
    default: '',
  },
  {
    displayName: 'Wait For',
    name: 'branches',
    type: 'fixedCollection',
    typeOptions: {
      multipleValues: true,
      multipleValueButtonText: 'Add Event',
      sortable: true,
      fixedCollection: { itemTitle: '={{ $collection.item.value.name || $collection.item.value.event }}' },
    },
    placeholder: 'Add Event',
    default: { values: [{ name: '', event: '', conditions: NO_CONDITIONS, id: '' }] },
    description:
      'One output per event; remove all to wait for the time only. The event that happens first decides, of two at the same time the upper one; the option Continue When asks for all of them instead. Change an output name freely: people who wait keep their branch.',
    options: [{ displayName: 'Event', name: 'values', values: branch }],
  },
  ...timing,
  settings,
];
