import type { INodeProperties } from 'n8n-workflow';
import { NO_CONDITIONS } from '../../journey';
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
    description: 'Label of the output on the canvas. Leave empty to show the event name.',
  },
  {
    displayName: 'Conditions',
    name: 'conditions',
    type: 'filter',
    placeholder: 'Add Condition',
    default: NO_CONDITIONS,
    typeOptions: { filter: { version: 3, caseSensitive: true, typeValidation: 'loose' } },
    // eslint-disable-next-line n8n-nodes-base/node-param-description-miscased-json -- an expression, not the format
    description:
      'What else must be true of the event. On the left give a path into the event, as text (properties.platform) or, for numbers and dates, as {{ $json.properties.platform }}; on the right a value or an expression over the person.',
  },
  // Empty for branches made in the editor, which cannot make ids: see branches.ts. Imported workflows may set it.
  { displayName: 'ID', name: 'id', type: 'hidden', default: '' },
];

/** The parameters of Wait For Event. */
export const properties: INodeProperties[] = [
  {
    displayName:
      'Each person waits here until one of the events happens or the time is up, for months if need be. Once published, changes also apply to people who wait already.',
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
      'One output per event. The event that happens first decides; of two at the same time the upper one. Change an output name freely: people who wait keep their branch.',
    options: [{ displayName: 'Event', name: 'values', values: branch }],
  },
  ...timing,
  settings,
];
