/** Events that workflows publish themselves, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { node } from '../support/workflow';
import { items, journeys, openStore } from './harness';
import { arrived, canvas, DAY, ended, errors, happens, now, passes, publish, stage, users } from './stage';

stage();

const bought = { values: [{ name: 'Bought', event: 'purchase' }] };
const wait = (name: string, parameters: IDataObject = {}) =>
  node(name, 'waitForEvent', { branches: bought, limitAmount: 1, ...parameters });
const stamp = (name: string, value = '') => node(name, 'test.stamp', { value });
const publishNode = (name: string, event: string, settings: IDataObject = {}) =>
  node(name, 'publishUserEvent', { event, settings });

test('starts and ends what other sources do, and goes out as accepted', async () => {
  const start = await publish(
    [publishNode('P', 'purchase'), wait('W'), stamp('N')],
    [
      ['T', 'P'],
      ['P', 'W'],
      ['W', 'N'],
    ],
  );
  await happens(start, ['ann']);
  // The event happened before the wait began, but after the person entered.
  expect([arrived('P').map(({ outcome }) => outcome), users('N'), errors()]).toEqual([
    ['accepted'],
    ['ann'],
    [],
  ]);
});

test('a step publishes once, however often its execution is tried', async () => {
  const start = await publish(
    [publishNode('P', 'once'), wait('W')],
    [
      ['T', 'P'],
      ['P', 'W'],
    ],
  );
  const store = await openStore();
  jest.spyOn(store, 'park').mockRejectedValueOnce(new Error('disk full'));
  await happens(start, ['ann']);
  await passes(DAY / 2);
  expect(arrived('P').map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate']);
});

test('works for anybody outside a journey, each run anew, unless an event ID says otherwise', async () => {
  await publish([publishNode('P', 'free'), publishNode('Q', 'fixed', { eventId: '={{ $json.order }}' })], []);
  const outcomes = async (name: string) => {
    await passes(1);
    const run = await canvas().production(name, [{ userId: 'eve', order: 'o1' }]);
    return items(run, name).map(({ outcome }) => outcome);
  };
  expect([await outcomes('P'), await outcomes('P')]).toEqual([['accepted'], ['accepted']]);
  expect([await outcomes('Q'), await outcomes('Q')]).toEqual([['accepted'], ['duplicate']]);
});

/** Does something in the middle of an execution, between the coupon of a journey and what follows it. */
async function afterTheCoupon(deed: () => Promise<void>): Promise<void> {
  const store = await openStore();
  const { issueCoupons } = store;
  jest.spyOn(store, 'issueCoupons').mockImplementation(async (requests) => {
    const outcomes = await issueCoupons(requests);
    await deed();
    return outcomes;
  });
}
const withCoupon = async (plan: string, trigger: IDataObject = {}) =>
  publish(
    [node('C', 'sendCoupon', { plan }), publishNode('P', `${plan}.done`)],
    [
      ['T', 'C'],
      ['C', 'P'],
    ],
    trigger,
  );
const head = async () => (await (await openStore()).progress()).head;
const steps = async (userId: string) => {
  const passages = await (await openStore()).passagesOf({ userId, workflowId: null, activeOnly: false });
  return passages.flatMap(({ steps }) => steps.map(({ outcome }) => outcome));
};

test('whoever leaves by an exit rule in the middle of an execution publishes nothing any more', async () => {
  const start = await withCoupon('left', { exits: { values: [{ event: 'quit' }] } });
  await afterTheCoupon(async () => {
    const store = await openStore();
    const quit = { userId: 'ann', event: 'quit', source: 'default', properties: {}, eventId: null };
    await store.append([{ ...quit, timestamp: now(), receivedAt: now() }]);
    for (let moved = false; !moved; await sleep(2)) {
      journeys().runtime.poke();
      const { head: last, cursor } = await store.progress();
      moved = last === cursor;
    }
  });
  const before = await head();
  await happens(start, ['ann']);
  // The start and the exit, and nothing after them.
  expect([users('C'), arrived('P'), errors(), await head()]).toEqual([['ann'], [], [], before + 2]);
  expect(await steps('ann')).toContain('exited');
});

describe('after a native Wait that another process has resumed', () => {
  const elsewhere = async () => {
    jest.spyOn(journeys().executions, 'get').mockReturnValue(undefined);
  };

  test('a person publishes in the name of their step', async () => {
    const start = await withCoupon('resumed');
    await afterTheCoupon(elsewhere);
    await happens(start, ['bob']);
    const { nodes } = canvas().workflow;
    expect(arrived('P')).toMatchObject([
      { outcome: 'accepted', eventId: expect.stringMatching(new RegExp(`:${nodes['P']?.id}:0$`)) as string },
    ]);
    expect(await steps('bob')).toContain('published');
  });

  test('whoever is held out still publishes nothing', async () => {
    const start = await withCoupon('resumed-held', { settings: { holdoutPercent: 100 } });
    await afterTheCoupon(elsewhere);
    const before = await head();
    await happens(start, ['cat']);
    expect(arrived('P')).toMatchObject([{ userId: 'cat', outcome: 'would_have' }]);
    expect(await head()).toBe(before + 1);
  });
});

test('one bad item is rejected with a hint, and its neighbours are published', async () => {
  const properties = { assignments: [{ id: '1', name: 'n', value: '={{ $json.n }}', type: 'number' }] };
  await publish([node('P', 'publishUserEvent', { event: 'counted', properties })], []);
  const run = await canvas().production('P', [
    { userId: 'dan', n: 1 },
    { userId: 'eve', n: 'many' },
    { userId: '', n: 3 },
  ]);
  expect(items(run, 'P')).toMatchObject([
    { userId: 'dan', outcome: 'accepted' },
    { userId: 'eve', outcome: 'rejected', reason: expect.stringMatching(/Property n is not a number/) },
    { userId: '', outcome: 'rejected', reason: expect.stringMatching(/userId/) },
  ]);
  expect(run.data.resultData.runData['P']?.[0]?.hints).toMatchObject([
    { message: expect.stringMatching(/^2 of the items were not published\. Item 1: .* Item 2: userId/) },
  ]);
  expect(ended().at(-1)?.run.status).toBe('success');
});
