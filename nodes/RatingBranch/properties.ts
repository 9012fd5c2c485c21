import type { INodeProperties } from 'n8n-workflow';
import { TIME_UNITS } from '../../journey';
import { asking, rules } from './fields/asking';
import { settings } from './fields/settings';

const band: INodeProperties[] = [
  {
    displayName: 'Output Name',
    name: 'name',
    type: 'string',
    default: '',
    placeholder: 'e.g. Happy',
    description: 'Label of the output on the canvas',
  },
  {
    displayName: 'From',
    name: 'from',
    type: 'number',
    default: 0,
    description: 'The lowest number of this band; it ends where the next higher one begins',
  },
  {
    displayName: 'Thanks',
    name: 'thanks',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    placeholder: 'e.g. Thank you, see you soon!',
    description: 'What people read after such an answer. Empty = a thank-you in the language of the page.',
  },
];

/**
 * The parameters of Rating Branch. The hidden `options` makes n8n leave the body of the form unread, so that its size
 * limit is ours; our own options are called `settings`.
 */
export const properties: INodeProperties[] = [
  {
    displayName:
      'Each person gets a link of their own to a rating page that this node serves while the workflow is published. An answer by page, by a reply to a message or by the event rating.given (with a number in properties.score) decides by which output they leave.',
    name: 'about',
    type: 'notice',
    default: '',
  },
  ...asking,
  {
    displayName: 'Question',
    name: 'question',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    placeholder: 'e.g. How was your test drive of the {{ $json.properties.model }}?',
    description: 'What the page asks. Empty = how satisfied they are, in the language of the page.',
  },
  {
    displayName: 'Lowest Number',
    name: 'scaleFrom',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 0 },
    default: 0,
    description: 'Where the scale begins',
  },
  {
    displayName: 'Highest Number',
    name: 'scaleTo',
    type: 'number',
    typeOptions: { minValue: 1, numberPrecision: 0 },
    default: 10,
    description: 'Where the scale ends',
  },
  {
    displayName: 'Bands',
    name: 'bands',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Band', sortable: true },
    placeholder: 'Add Band',
    default: {
      values: [
        { name: 'Happy', from: 7, thanks: '' },
        { name: 'Unhappy', from: 0, thanks: '' },
      ],
    },
    description:
      'One output per band, in this order. Every number of the scale must be in one. People who wait follow changes as soon as you publish them.',
    options: [{ displayName: 'Band', name: 'values', values: band }],
  },
  {
    displayName: 'Wait at Most',
    name: 'limitAmount',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 3,
    description:
      'How long to wait for an answer. Then the person leaves by No Answer, and their link is closed.',
  },
  {
    displayName: 'Unit',
    name: 'limitUnit',
    type: 'options',
    options: TIME_UNITS,
    default: 'days',
    description: 'Unit of Wait at Most. A day is always 24 hours.',
  },
  ...rules,
  settings,
  { displayName: 'Options', name: 'options', type: 'hidden', default: { binaryData: true } },
];
