import type { INodeProperties } from 'n8n-workflow';
import { TIME_UNITS } from '../../journey';
import { restartOn } from './restart-option';
import { timingOptions } from './timing-options';

const byName = (options: INodeProperties[]): INodeProperties[] =>
  options.sort((a, b) => a.displayName.localeCompare(b.displayName));

/** What few waits need to change. */
export const settings: INodeProperties = {
  displayName: 'Options',
  name: 'settings',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: byName([
    {
      displayName: 'Continue When',
      name: 'continueWhen',
      type: 'options',
      noDataExpression: true,
      options: [
        {
          name: 'All Events Have Happened',
          value: 'all',
          description:
            'One output, All Happened, once there was an event of every branch, in any order. An event counts for one branch only. The item has them under wait.events, also when the time is up before.',
        },
        {
          name: 'The First Event Happens',
          value: 'first',
          description: 'One output per event; the event that happens first decides',
        },
      ],
      default: 'first',
      description: 'Whether one of the events is enough or all of them are needed',
    },
    {
      displayName: 'In Test Runs',
      name: 'inTestRuns',
      type: 'options',
      options: [
        {
          name: 'Another Output',
          value: 'output',
          description: 'The output that Output in Test Runs names',
        },
        {
          name: 'First Output',
          value: 'firstBranch',
          description: 'As if the first event had happened, or all where all are needed',
        },
        { name: 'Skipped', value: 'skipped', description: 'As if the time had been past' },
        { name: 'Timed Out', value: 'timedOut', description: 'As if nothing had happened in time' },
      ],
      default: 'firstBranch',
      description:
        'Which way people take when you run the workflow in the editor, where nobody waits: they go on at once',
    },
    {
      displayName: 'Look Back',
      name: 'lookBack',
      type: 'options',
      options: [
        {
          name: 'Automatic',
          value: 'default',
          description: 'From entry at the first visit, from this step when the person comes back to it',
        },
        {
          name: 'Ever',
          value: 'ever',
          description: 'Events of any time count, also from before the journey',
        },
        {
          name: 'From Entry',
          value: 'entry',
          description: 'Events since the person entered the journey count',
        },
        {
          name: 'From This Step',
          value: 'step',
          description: 'Only events after the person arrived here count',
        },
        {
          name: 'Within a Time Span',
          value: 'duration',
          description: 'Events of the time span before the person arrived here count too',
        },
      ],
      default: 'default',
      description:
        'Which events of the past count. If one has already happened, the person goes on at once. The event that started the journey and events that ended an earlier wait never count.',
    },
    {
      displayName: 'Look Back Amount',
      name: 'lookBackAmount',
      type: 'number',
      typeOptions: { minValue: 0 },
      displayOptions: { show: { lookBack: ['duration'] } },
      default: 1,
      description: 'Length of the time span to look back, in Look Back Unit',
    },
    {
      displayName: 'Look Back Unit',
      name: 'lookBackUnit',
      type: 'options',
      displayOptions: { show: { lookBack: ['duration'] } },
      options: TIME_UNITS,
      default: 'days',
      description: 'Unit of the time span to look back',
    },
    {
      displayName: 'Output in Test Runs',
      name: 'testOutput',
      type: 'string',
      displayOptions: { show: { inTestRuns: ['output'] } },
      default: '2',
      placeholder: 'e.g. Purchased or 2',
      description: 'Name of the output on the canvas, or its number from the top',
    },
    {
      displayName: 'Sample Event',
      name: 'sampleEvent',
      type: 'json',
      default: '{\n  "properties": {}\n}',
      description:
        'The event that test runs hand to the nodes after this one. Name, user and time are filled in where missing.',
    },
    restartOn,
    ...timingOptions,
  ]),
};
