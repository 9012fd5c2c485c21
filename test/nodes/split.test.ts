/** Segment Split in n8n's own engine. */
import type { FilterConditionValue, IDataObject } from 'n8n-workflow';
import { armOf } from '../../journey/domain/bucket';
import { node, workflow } from '../support/workflow';
import { condition, filter } from '../unit/kit';
import { Canvas, items, openStore, type Execution } from './harness';
import { arrived, ended, errors, happens, passes, publish, stage, users } from './stage';

stage();

const segment = (name: string, ...conditions: FilterConditionValue[]): IDataObject => ({
  name,
  conditions: filter(conditions) as unknown as IDataObject,
});
const by = (...values: IDataObject[]): IDataObject => ({ segments: { values } });
const percent = (salt: string, ...percents: number[]): IDataObject => ({
  splitBy: 'percent',
  arms: { values: percents.map((share, index) => ({ name: `A${index + 1}`, percent: share })) },
  settings: { salt },
});
const people = Array.from({ length: 50 }, (_, n) => `user-${String(n).padStart(2, '0')}`);
const bought = node('W', 'waitForEvent', { branches: { values: [{ event: 'bought' }] } });
const alone = async (parameters: IDataObject) =>
  Canvas.of(workflow('split', [node('S', 'segmentSplit', parameters)], []));
const hints = (execution: Execution | undefined) =>
  (execution?.run.data.resultData.runData['S']?.[0]?.hints ?? []).map(({ message }) => message);
const journal = async () => {
  const store = await openStore();
  const recorded = jest.spyOn(store, 'recordSteps');
  return () => recorded.mock.calls.flatMap(([steps]) => steps.map(({ outcome }) => outcome));
};

describe('behind a wait, with fifty people in one execution', () => {
  test('everybody leaves by their own output: item, event, profile and journey', async () => {
    const start = await publish(
      [
        bought,
        node(
          'S',
          'segmentSplit',
          by(
            segment('Big', condition('={{ $json.wait.event.properties.amount }}', 'gt', 100, 'number')),
            segment('Vienna', condition('profile.city', 'equals', 'Wien')),
            segment('Ads', condition('event.properties.source', 'equals', 'ads')),
            segment('Last', condition('journey.userId', 'equals', 'user-49')),
          ),
        ),
        ...['B', 'V', 'A', 'L', 'N'].map((name) => node(name, 'test.stamp')),
      ],
      [
        ['T', 'W'],
        ['W', 'S'],
        ...['B', 'V', 'A', 'L', 'N'].map((name, output) => ['S', name, output] as const),
      ],
      { peoplePerExecution: 50 },
    );
    const store = await openStore();
    const traits = new Map(people.slice(5, 15).map((user) => [user, { city: 'Wien' }]));
    const profiles = jest.spyOn(store, 'profilesOf').mockResolvedValue(traits);
    const outcomes = await journal();
    await happens(start, people.slice(0, 25), { source: 'ads' });
    await happens(start, people.slice(25), { source: 'web' });
    await passes(1000);
    await happens('bought', people, { amount: 5 });
    const last = ended().at(-1);
    expect(items(last?.run, 'W')).toHaveLength(50);
    expect(['B', 'V', 'A', 'L', 'N'].map((name) => users(name))).toEqual([
      [],
      people.slice(5, 15),
      [...people.slice(0, 5), ...people.slice(15, 25)],
      ['user-49'],
      people.slice(25, 49),
    ]);
    expect(profiles).toHaveBeenCalledTimes(1);
    const counts = ['Big', 'Vienna', 'Ads', 'Last', 'no_match'].map(
      (id) => outcomes().filter((outcome) => outcome === id).length,
    );
    expect([counts, errors(), hints(last)]).toEqual([[0, 10, 15, 1, 24], [], []]);
  });

  test('by percentage each person has the arm that salt and user id say, and items keep their origin', async () => {
    const start = await publish(
      [
        bought,
        node('S', 'segmentSplit', percent('spring', 30, 30)),
        node('C', 'test.stamp', { value: "={{ $('T').item.json.userId }}" }),
      ],
      [
        ['T', 'W'],
        ['W', 'S'],
        ['S', 'C'],
      ],
      { peoplePerExecution: 50 },
    );
    await happens(start, people);
    await passes(1000);
    await happens('bought', people);
    const arms = [30, 30].map((share, index) => ({ id: `A${index + 1}`, percent: share }));
    const expected = ['A1', 'A2', null].map((arm) =>
      people.filter((user) => armOf(arms, 'spring', user) === arm),
    );
    expect([0, 1, 2].map((output) => users('S', output))).toEqual(expected);
    expect(arrived('C').map(({ stamp, userId }) => stamp === userId)).toEqual(expected[0]!.map(() => true));
    expect(errors()).toEqual([]);
  });
});

describe('the same arm', () => {
  test('on every visit, whatever became of the item, and in a test run', async () => {
    const start = await publish(
      [
        node('X', 'test.stamp', { field: 'userId', value: 'changed' }),
        node('S', 'segmentSplit', percent('again', 50)),
      ],
      [
        ['T', 'X'],
        ['X', 'S'],
      ],
      { reEntry: 'always' },
    );
    const arms = [{ id: 'A1', percent: 50 }];
    for (const user of people.slice(0, 6)) {
      for (const visit of [1, 2]) {
        await passes(1000 * visit);
        await happens(start, [user]);
        const output = armOf(arms, 'again', user) === 'A1' ? 0 : 1;
        expect(items(ended().at(-1)?.run, 'S', output)).toHaveLength(1);
      }
    }
    const test = await alone(percent('again', 50));
    const run = await test.manual(
      'S',
      people.map((userId) => ({ userId })),
    );
    expect(items(run, 'S').map(({ userId }) => userId)).toEqual(
      people.filter((user) => armOf(arms, 'again', user) === 'A1'),
    );
  });

  test('without a user id it is Control; the default salt is workflow and node', async () => {
    const canvas = await alone(percent('', 100));
    const run = await canvas.production('S', [{ userId: 'ann' }, { plan: 'pro' }, { userId: '' }]);
    expect([items(run, 'S'), items(run, 'S', 1)]).toEqual([
      [{ userId: 'ann' }],
      [{ plan: 'pro' }, { userId: '' }],
    ]);
    const half = await alone(percent('', 50));
    const id = half.workflow.nodes['S']!.id;
    const found = items(
      await half.production(
        'S',
        people.map((userId) => ({ userId })),
      ),
      'S',
    );
    expect(found.map(({ userId }) => userId)).toEqual(
      people.filter((user) => armOf([{ id: 'a', percent: 50 }], `split-${id}`, user) === 'a'),
    );
  });
});

describe('outside a journey', () => {
  test('conditions on the item work, richer ones with a hint that they are slower', async () => {
    const rich = await alone(
      by(
        segment('Rich', condition('={{ $json.plan.toUpperCase() }}', 'equals', 'PRO')),
        segment('Same', condition('plan', 'equals', '={{ $json.old }}')),
      ),
    );
    const run = await rich.production('S', [
      { plan: 'pro' },
      { plan: 'a', old: 'a' },
      { plan: 'a', old: 'b' },
    ]);
    expect([0, 1, 2].map((output) => items(run, 'S', output).length)).toEqual([1, 1, 1]);
    expect(hints({ id: '', run })).toEqual([expect.stringMatching(/evaluated for every item/)]);
    const fixed = await alone(
      by(segment('Now', condition('at', 'before', '={{ $now.toISO() }}', 'dateTime'))),
    );
    const plain = await fixed.production('S', [{ at: '2001-01-01' }, { at: '2999-01-01' }]);
    expect([items(plain, 'S').length, hints({ id: '', run: plain })]).toEqual([1, []]);
  });

  test.each<[string, IDataObject, RegExp]>([
    [
      'a profile',
      by(segment('A', condition('profile.city', 'equals', 'x'))),
      /reads profile\.…, but these items belong to no journey/,
    ],
    ['no condition', by(segment('A')), /Segment "A": it has no condition/],
    ['more than everybody', percent('', 60, 50), /110 percent together/],
  ])('%s is an error that says so', async (_, parameters, message) => {
    const run = await (await alone(parameters)).production('S', [{ userId: 'ann' }]);
    expect(run.data.resultData.error?.message).toMatch(message);
  });

  test('a value that cannot be judged is not met and hinted at', async () => {
    const strict = segment('N', condition('plan', 'gt', 5, 'number'));
    const canvas = await alone(by(strict, segment('Rest', condition('plan', 'exists', '', 'string'))));
    const run = await canvas.production('S', [{ plan: 'pro' }, { plan: '7' }]);
    expect([items(run, 'S'), items(run, 'S', 1)]).toEqual([[{ plan: '7' }], [{ plan: 'pro' }]]);
    expect(hints({ id: '', run })).toEqual([expect.stringMatching(/counts as not met: N:/)]);
  });
});

test('in a test run the person is who the trigger names', async () => {
  const nodes = [
    node('T', 'userEventTrigger'),
    node('S', 'segmentSplit', by(segment('Ads', condition('event.properties.source', 'equals', 'ads')))),
  ];
  const canvas = await Canvas.of(workflow('split-test', nodes, [['T', 'S']]));
  const run = await canvas.manual('T', [{ userId: 'a', properties: { source: 'ads' } }, { userId: 'b' }]);
  expect([items(run, 'S').length, items(run, 'S', 1).length]).toEqual([1, 1]);
});

test('ten thousand items, three segments of three conditions: compiled against resolved anew', async () => {
  const three = (plan: string) =>
    segment(
      plan,
      condition('={{ $json.plan }}', 'equals', plan),
      condition('={{ $json.properties.amount }}', 'gt', 10, 'number'),
      condition('={{ $json.properties.country }}', 'equals', 'AT'),
    );
  const parameters = by(three('a'), three('b'), three('c'));
  const input = Array.from({ length: 10_000 }, (_, n) => ({
    plan: 'abcd'[n % 4],
    properties: { amount: n % 40, country: n % 3 === 0 ? 'DE' : 'AT' },
  }));
  const timed = async (type: string, of: readonly IDataObject[]) => {
    const canvas = await Canvas.of(workflow('speed', [node('S', type, parameters)], []));
    const began = performance.now();
    const run = await canvas.production('S', of);
    const ms = performance.now() - began;
    return { ms, counts: [0, 1, 2, 3].map((output) => items(run, 'S', output).length) };
  };
  const compiled = await timed('segmentSplit', input);
  // Resolving all ten thousand takes half a minute.
  const some = input.slice(0, 400);
  const resolved = await timed('test.resolving', some);
  expect(resolved.counts).toEqual((await timed('segmentSplit', some)).counts);
  const each = { compiled: compiled.ms / input.length, resolved: resolved.ms / some.length };
  console.log(
    `3 segments x 3 conditions: 10,000 items compiled in ${compiled.ms.toFixed(0)} ms; ` +
      `${some.length} items by getNodeParameter per item in ${resolved.ms.toFixed(0)} ms: ${(each.resolved / each.compiled).toFixed(0)} times slower`,
  );
});
