/** Erasing people with User Profile, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas, items, openStore } from './harness';
import { allAtOnce, arrived, DAY, errors, happens, passes, publish, stage, users } from './stage';

stage();

const erase = (parameters: IDataObject = {}) =>
  node('E', 'userProfile', { operation: 'erase', ...parameters });
const plain = async (people: IDataObject[], parameters: IDataObject = {}, manual = false) => {
  const one = await Canvas.of(workflow('plain', [erase(parameters)], []));
  return items(await (manual ? one.manual('E', people) : one.production('E', people)), 'E');
};
const wait = node('W', 'waitForEvent', { branches: { values: [{ name: 'Bought', event: 'bought' }] } });

test('who waits is gone: nothing continues, their events are refused, others go on; later they may register anew', async () => {
  const start = await publish([wait], [['T', 'W']]);
  await happens(start, ['ann', 'bob'], { secret: 'of ann' });
  const [item] = await plain([{ userId: 'ann', secret: 'of ann' }], { refuseDays: 2 });
  expect(item).toEqual({
    userId: 'ann',
    erasure: { outcome: 'erased', ids: 1, events: 1, passages: 1, ended: 1, messages: 0, coupons: 0 },
  });
  await happens('bought', ['ann', 'bob']);
  expect([users('W'), errors()]).toEqual([['bob'], []]);
  const store = await openStore();
  expect((await store.userProfiles(['ann']))[0]).toMatchObject({ traits: {}, updatedAt: null });
  expect(await store.passagesOf({ userId: 'ann', workflowId: null, activeOnly: false })).toEqual([]);
  await passes(2 * DAY);
  await happens(start, ['ann']);
  await happens('bought', ['ann']);
  expect(users('W')).toEqual(['ann', 'bob']);
});

test('a journey erases its own person: the item says how it went, and no later step knows them', async () => {
  const start = await publish(
    [erase(), node('C', 'sendCoupon', { plan: 'never' }), node('A', 'test.stamp', { value: 'x' })],
    [
      ['T', 'E'],
      ['E', 'A'],
      ['A', 'C'],
    ],
  );
  await happens(start, ['cat'], { mail: 'cat@home.example' });
  expect(errors()).toEqual([]);
  expect(arrived('A')).toMatchObject([{ userId: 'cat', erasure: { outcome: 'erased', passages: 1 } }]);
  expect(JSON.stringify(arrived('A'))).not.toContain('home.example');
  expect(arrived('C')).toEqual([]);
  const store = await openStore();
  expect(await store.couponStock('never')).toMatchObject({ issued: 0 });
});

test('held-out people are really erased', async () => {
  const start = await publish([erase()], [['T', 'E']], { settings: { holdoutPercent: 100 } });
  await happens(start, ['dan']);
  const store = await openStore();
  expect(await store.passagesOf({ userId: 'dan', workflowId: null, activeOnly: false })).toEqual([]);
});

test('nothing is stored about them by other nodes either, and it is said', async () => {
  await publish([wait], [['T', 'W']]);
  await plain([{ userId: 'eve' }]);
  const nodes = [
    node('S', 'userProfile', { operation: 'score' }),
    node('P', 'publishUserEvent', { event: 'bought' }),
  ];
  const one = await Canvas.of(workflow('others', nodes, [['S', 'P']]));
  const run = await one.production('S', [{ userId: 'eve' }, { userId: 'fay' }]);
  expect(items(run, 'S').map(({ profile }) => (profile as IDataObject)['outcome'])).toEqual([
    'erased',
    'changed',
  ]);
  expect(items(run, 'P').map(({ outcome }) => outcome)).toEqual(['erased', 'accepted']);
  expect(run.data.resultData.runData['S']?.[0]?.hints?.map(({ message }) => message)).toEqual([
    '1 of these people were erased not long ago: nothing was stored about them',
  ]);
});

test('a test run erases nobody, unless it is told to', async () => {
  const start = await publish([wait], [['T', 'W']]);
  await allAtOnce([['gus', start]]);
  expect(await plain([{ userId: 'gus' }], {}, true)).toEqual([
    { userId: 'gus', erasure: { outcome: 'simulated' } },
  ]);
  await happens('bought', ['gus']);
  expect(users('W')).toEqual(['gus']);
  const settings = { reallyInTestRuns: true };
  expect(await plain([{ userId: 'gus' }], { settings }, true)).toMatchObject([
    { erasure: { outcome: 'erased', passages: 1 } },
  ]);
});
