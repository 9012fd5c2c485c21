/** Waits for all events, and deadlines that events count again, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { allAtOnce, arrived, canvas, DAY, errors, happens, passes, publish, stage, users } from './stage';

stage();

const HOUR = DAY / 24;
const values = [
  { name: 'Bought', event: 'purchase' },
  { name: '', event: 'review' },
];
const wait = (settings: IDataObject, parameters: IDataObject = {}) =>
  node('W', 'waitForEvent', { branches: { values }, limitAmount: 1, settings, ...parameters });
const stamp = (name: string, value = '') => node(name, 'test.stamp', { value });

describe('all events', () => {
  const all = { continueWhen: 'all' };

  test('people go on together by All Happened, each with the events of all branches', async () => {
    const bought = "={{ $json.wait.events.find(({ name }) => name === 'Bought').event.properties.amount }}";
    const start = await publish(
      [wait(all), stamp('N', bought)],
      [
        ['T', 'W'],
        ['W', 'N'],
      ],
      { peoplePerExecution: 5 },
    );
    await happens(start, ['ann', 'bob', 'cyd']);
    await happens('purchase', ['ann', 'bob'], { amount: 8 });
    expect(arrived('W')).toEqual([]);
    await allAtOnce([
      ['ann', 'review'],
      ['bob', 'review'],
      ['cyd', 'review'],
    ]);
    expect(users('N')).toEqual(['ann', 'bob']);
    expect(arrived('N')).toMatchObject([{ stamp: 8 }, { stamp: 8 }]);
    expect(arrived('W')[0]).toMatchObject({
      wait: {
        outcome: 'All Happened',
        event: { event: 'review' },
        events: [
          { name: 'Bought', event: { event: 'purchase' } },
          { name: 'review', event: { event: 'review' } },
        ],
      },
    });
    await passes(DAY);
    expect(arrived('W', 1)).toMatchObject([
      {
        userId: 'cyd',
        wait: {
          outcome: 'Timed Out',
          event: null,
          events: [
            { name: 'Bought', event: null },
            { name: 'review', event: { userId: 'cyd' } },
          ],
        },
      },
    ]);
    expect(errors()).toEqual([]);
  });

  test('who has done everything before goes on at once', async () => {
    const pause = node('Pause', 'waitForEvent', { branches: {}, limitAmount: 2 });
    const start = await publish(
      [pause, wait(all)],
      [
        ['T', 'Pause'],
        ['Pause', 'W'],
      ],
    );
    await happens(start, ['ann']);
    await happens('review', ['ann']);
    await happens('purchase', ['ann']);
    await passes(2 * DAY);
    expect(arrived('W')).toMatchObject([{ wait: { outcome: 'All Happened' } }]);
  });

  test.each([
    ['firstBranch', 0, ['purchase', 'review']],
    ['timedOut', 1, [null, null]],
  ])('test runs show %s with the events as they would be', async (inTestRuns, output, names) => {
    await publish([wait({ ...all, inTestRuns })], [['T', 'W']]);
    const run = await canvas().manual('W', [{ userId: 'ann' }]);
    const [item] = run.data.resultData.runData['W']?.[0]?.data?.['main']?.[output] ?? [];
    const events = (item?.json['wait'] as IDataObject)['events'] as Array<{ event: IDataObject | null }>;
    expect(events.map(({ event }) => event?.['event'] ?? null)).toEqual(names);
  });
});

describe('restart timer', () => {
  const conditions = {
    options: { version: 2, caseSensitive: true, typeValidation: 'loose', leftValue: '' },
    combinator: 'and',
    conditions: [
      {
        id: '1',
        leftValue: 'properties.app',
        rightValue: '={{ $json.properties.app }}',
        operator: { type: 'string', operation: 'equals' },
      },
    ],
  };
  const onOpen = (more: IDataObject = {}) => ({
    restartOn: { values: [{ event: 'opened', conditions, ...more }] },
  });

  test('the time is counted from the last such event, which ends nothing', async () => {
    const start = await publish([wait(onOpen())], [['T', 'W']], { settings: { timeScale: 2 } });
    await happens(start, ['ann', 'bob'], { app: 'x' });
    await passes(10 * HOUR);
    await happens('opened', ['ann'], { app: 'x' });
    await happens('opened', ['bob'], { app: 'y' });
    await passes(2 * HOUR);
    expect([arrived('W'), users('W', 2)]).toEqual([[], ['bob']]);
    await passes(10 * HOUR - 1);
    expect(users('W', 2)).toEqual(['bob']);
    await passes(1);
    expect(users('W', 2)).toEqual(['ann', 'bob']);
  });

  test('a branch still ends the wait in the time gained', async () => {
    const start = await publish([wait(onOpen({ conditions: {} }))], [['T', 'W']]);
    await happens(start, ['ann']);
    await passes(23 * HOUR);
    await happens('opened', ['ann']);
    await passes(20 * HOUR);
    await happens('purchase', ['ann']);
    expect(users('W')).toEqual(['ann']);
  });

  test.each<[IDataObject, RegExp, IDataObject?]>([
    [onOpen({ event: '={{ "" }}' }), /Event 1 of Restart Timer On is empty\. Type the name of an event/],
    [
      onOpen({
        conditions: { ...conditions, conditions: [{ ...conditions.conditions[0], leftValue: 'app' }] },
      }),
      /Event 1 of Restart Timer On: Condition 1 reads app.*type properties\.app/,
    ],
    [
      onOpen(),
      /Restart Timer On needs a length of time to count again\. Set Until to/,
      { waitForever: true },
    ],
    [onOpen(), /Restart Timer On needs a length of time/, { until: 'date', date: '2030-01-01' }],
  ])('%j is an error that names the field', async (settings, message, parameters = {}) => {
    const start = await publish([wait(settings, parameters)], [['T', 'W']]);
    await happens(start, ['ann']);
    expect(errors()).toEqual([expect.stringMatching(message)]);
  });
});
