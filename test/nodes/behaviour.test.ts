/** Segment Split by what people did, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { condition, filter } from '../unit/kit';
import { Canvas, items, openStore } from './harness';
import { DAY, ended, errors, happens, passes, publish, stage, users } from './stage';

stage();

const did = (event: string, fields: IDataObject = {}): IDataObject => ({
  event,
  howOften: 'atLeast',
  times: 1,
  withinDays: 30,
  ...fields,
});
const where = (left: string, ...how: [string, string | number, 'string' | 'number']): IDataObject => ({
  where: filter([condition(left, ...how)]) as unknown as IDataObject,
});
const segment = (name: string, behaviours: IDataObject[], conditions?: IDataObject): IDataObject => ({
  name,
  behaviours: { values: behaviours },
  ...(conditions && { conditions }),
});
const by = (...values: IDataObject[]): IDataObject => ({ segments: { values } });
const loyal = segment('Loyal', [
  did('purchase', { times: 2, ...where('={{ $json.properties.amount }}', 'gte', 100, 'number') }),
]);
const sleeping = segment('Sleeping', [did('purchase', { howOften: 'never', withinDays: 0 })]);
const alone = async (parameters: IDataObject) =>
  Canvas.of(workflow('split', [node('S', 'segmentSplit', parameters)], []));
const hints = (run: Parameters<typeof items>[0]) =>
  (run?.data.resultData.runData['S']?.[0]?.hints ?? []).map(({ message }) => message);
const outputs = (count: number) => Array.from({ length: count }, (_, output) => users('S', output));
/** A journey that splits at once; people share an execution. */
const splitting = (parameters: IDataObject, trigger: IDataObject = {}) =>
  publish([node('S', 'segmentSplit', parameters)], [['T', 'S']], { peoplePerExecution: 50, ...trigger });

describe('in a journey', () => {
  test('everybody leaves by their own past, which is read once for all of them', async () => {
    const start = await splitting(by(loyal, sleeping));
    const counted = jest.spyOn(await openStore(), 'talliesOf');
    const recorded = jest.spyOn(await openStore(), 'recordSteps');
    await happens('purchase', ['loyal-1', 'loyal-2', 'once'], { amount: 100 });
    await happens('purchase', ['loyal-1', 'cheap'], { amount: 99 });
    await happens('purchase', ['stranger'], { amount: 500 });
    await passes(DAY);
    await happens('purchase', ['loyal-1', 'loyal-2'], { amount: 250 });
    await happens(start, ['cheap', 'loyal-1', 'loyal-2', 'once', 'quiet']);
    expect(outputs(3)).toEqual([['loyal-1', 'loyal-2'], ['quiet'], ['cheap', 'once']]);
    expect(ended()).toHaveLength(1);
    expect(counted).toHaveBeenCalledTimes(1);
    const outcomes = recorded.mock.calls.flatMap(([steps]) => steps.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome !== 'entered').sort()).toEqual(
      ['Loyal', 'Loyal', 'Sleeping', 'no_match', 'no_match'].sort(),
    );
    expect([errors(), hints(ended()[0]?.run)]).toEqual([[], []]);
  });

  test('an event exactly as many days ago counts, a moment later it no longer does', async () => {
    const week = by(segment('Week', [did('visit', { withinDays: 7 })]));
    const start = await splitting(week, { reEntry: 'always' });
    await happens('visit', ['ann']);
    await passes(7 * DAY);
    for (const output of [0, 1]) {
      await happens(start, ['ann']);
      expect(items(ended().at(-1)?.run, 'S', output)).toHaveLength(1);
      await passes(1);
    }
  });

  test('what happened under another id counts once the ids are merged', async () => {
    const start = await splitting(by(segment('Twice', [did('view', { howOften: 'exactly', times: 2 })])));
    await happens('view', ['device-7', 'gus']);
    await happens('$alias', ['gus'], { alias: 'device-7' });
    await happens(start, ['gus', 'device-7']);
    expect(users('S')).toEqual(['gus']);
  });

  test('conditions and all behaviours must hold; the event that started the journey counts', async () => {
    const pro = filter([condition('event.properties.plan', 'equals', 'pro')]) as unknown as IDataObject;
    const behaviours = [
      did('signed.up', { howOften: 'exactly' }),
      did('complaint', { howOften: 'atMost', times: 1 }),
    ];
    await splitting(by(segment('Both', behaviours, pro)), { events: 'signed.up' });
    await happens('complaint', ['pro-2', 'pro-3']);
    await passes(1);
    await happens('complaint', ['pro-3']);
    await happens('signed.up', ['pro-1', 'pro-2', 'pro-3'], { plan: 'pro' });
    await happens('signed.up', ['free'], { plan: 'free' });
    expect(outputs(2)).toEqual([
      ['pro-1', 'pro-2'],
      ['free', 'pro-3'],
    ]);
  });

  test('people who are held out walk the same way', async () => {
    const start = await splitting(by(loyal, sleeping), { settings: { holdoutPercent: 100 } });
    await happens('purchase', ['held-1'], { amount: 1 });
    await happens(start, ['held-1', 'held-2']);
    expect(outputs(3)).toEqual([[], ['held-2'], ['held-1']]);
  });
});

describe('outside a journey', () => {
  // The store is open from the first journey on.
  test('the item says who it is; of nobody nothing is known, not even that they never did it', async () => {
    await splitting(by(sleeping));
    await happens('purchase', ['buyer']);
    const canvas = await alone(by(sleeping));
    const run = await canvas.production('S', [{ userId: 'buyer' }, { userId: 'new' }, { plan: 'pro' }]);
    expect([0, 1].map((output) => items(run, 'S', output))).toEqual([
      [{ userId: 'new' }],
      [{ userId: 'buyer' }, { plan: 'pro' }],
    ]);
    expect(hints(run)).toEqual([expect.stringMatching(/^1 of the items has no userId/)]);
  });

  test('a test run counts what is in the store, and says so when there is nothing', async () => {
    await splitting(by(loyal));
    await happens('purchase', ['real', 'real-2'], { amount: 300 });
    await passes(1);
    await happens('purchase', ['real'], { amount: 300 });
    const canvas = await alone(by(loyal));
    const real = await canvas.manual('S', [{ userId: 'real' }, { userId: 'pinned' }]);
    expect([items(real, 'S'), items(real, 'S', 1), hints(real)]).toEqual([
      [{ userId: 'real' }],
      [{ userId: 'pinned' }],
      [],
    ]);
    const empty = await canvas.manual('S', [{ userId: 'pinned' }]);
    expect([items(empty, 'S').length, hints(empty)]).toEqual([
      0,
      [expect.stringMatching(/everything counts as 0 times/)],
    ]);
  });

  test.each<[string, IDataObject[], RegExp]>([
    ['no event', [did('purchase'), did(' ')], /Segment "A": Behaviour 2: Event is empty/],
    ['longer than events are kept', [did('a', { withinDays: 401 })], /Within Days is 401.*kept for 400 days/],
    ['at least no times', [did('a', { times: 0 })], /Times is 0/],
    ['a path that no event has', [did('a', where('amount', 'equals', 'x', 'string'))], /properties.amount/],
    ['neither condition nor behaviour', [], /has no condition and no behaviour/],
  ])('%s is an error that says so', async (_, behaviours, message) => {
    const run = await (await alone(by(segment('A', behaviours)))).production('S', [{ userId: 'ann' }]);
    expect(run.data.resultData.error?.message).toMatch(message);
  });
});

test('ten thousand people with a past of five events each', async () => {
  await splitting(by(loyal));
  const people = Array.from({ length: 10_000 }, (_, n) => `many-${n}`);
  const store = await openStore();
  for (let round = 0; round < 5; round += 1) {
    const common = { eventId: `round-${round}`, receivedAt: Date.UTC(2026, 0, 1), source: 'default' };
    await store.append(
      people.map((userId, n) => ({
        ...common,
        userId,
        event: 'purchase',
        eventId: `${userId}-${round}`,
        timestamp: Date.UTC(2026, 0, 1) - round,
        properties: { amount: n % 2 === 0 ? 200 : 20 },
      })),
    );
  }
  const canvas = await alone(by(segment('Never', [did('refund', { howOften: 'exactly', times: 3 })]), loyal));
  const began = performance.now();
  const run = await canvas.production(
    'S',
    people.map((userId) => ({ userId })),
  );
  const ms = performance.now() - began;
  expect([0, 1, 2].map((output) => items(run, 'S', output).length)).toEqual([0, 5000, 5000]);
  console.log(`10,000 people, two behaviours, 50,000 events: ${ms.toFixed(0)} ms`);
});
