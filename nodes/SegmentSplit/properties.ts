import type { INodeProperties } from 'n8n-workflow';
import { NO_CONDITIONS } from '../../journey';
import { behaviours } from './behaviours';

// Empty for outputs made in the editor, which cannot make ids: see ids.ts. Imported workflows may set it.
const id: INodeProperties = { displayName: 'ID', name: 'id', type: 'hidden', default: '' };

const segment: INodeProperties[] = [
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    noDataExpression: true,
    default: '',
    placeholder: 'e.g. Big Spenders',
    description: 'Label of the output on the canvas, and the name of the segment in reports',
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
      'What must be true. On the left give a path as text: properties.plan of the item, profile.city of the person, event.properties.amount of the event that started the journey, or journey.enteredAt. For numbers and dates write it as {{ $json.properties.amount }} or {{ profile.score }}. On the right give a value or an expression.',
  },
  behaviours,
  id,
];

const arm: INodeProperties[] = [
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    noDataExpression: true,
    default: '',
    placeholder: 'e.g. With Coupon',
    description: 'Label of the output on the canvas, and the name of the arm in reports',
  },
  {
    displayName: 'Percent',
    name: 'percent',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 2 },
    default: 50,
    description: 'Share of all people that leaves here. Together at most 100; the rest leaves by Control.',
  },
  id,
];

const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Salt',
      name: 'salt',
      type: 'string',
      noDataExpression: true,
      default: '',
      placeholder: 'e.g. spring-test',
      description:
        'What makes this split independent of others. Give two splits the same salt to keep people in the same arm; change it to deal everybody anew. Leave empty to use the IDs of the workflow and this node.',
    },
  ],
  displayOptions: { show: { splitBy: ['percent'] } },
};

/** The parameters of Segment Split. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Split By',
    name: 'splitBy',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Conditions',
        value: 'conditions',
        description: 'Each item leaves by the first segment it fits: by its data, and by what the person did',
      },
      {
        name: 'Percentage',
        value: 'percent',
        description: 'Each person is dealt to an arm by chance, and always to the same one',
      },
    ],
    default: 'conditions',
    description: 'How people are told apart',
  },
  {
    displayName: 'Segments',
    name: 'segments',
    type: 'fixedCollection',
    typeOptions: {
      multipleValues: true,
      multipleValueButtonText: 'Add Segment',
      sortable: true,
      fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
    },
    displayOptions: { show: { splitBy: ['conditions'] } },
    placeholder: 'Add Segment',
    default: { values: [{ name: '', conditions: NO_CONDITIONS, behaviours: {}, id: '' }] },
    description:
      'One output per segment. The first one that fits decides, from top to bottom; whoever fits none leaves by No Match.',
    options: [{ displayName: 'Segment', name: 'values', values: segment }],
  },
  {
    displayName: 'Arms',
    name: 'arms',
    type: 'fixedCollection',
    typeOptions: {
      multipleValues: true,
      multipleValueButtonText: 'Add Arm',
      sortable: true,
      fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
    },
    displayOptions: { show: { splitBy: ['percent'] } },
    placeholder: 'Add Arm',
    default: { values: [{ name: 'A', percent: 50, id: '' }] },
    description:
      'One output per arm. A person stays in their arm on every visit, after a wait and in test runs. Items without a user ID leave by Control. To let more people in, raise the last arm: nobody else moves then.',
    options: [{ displayName: 'Arm', name: 'values', values: arm }],
  },
  settings,
];
