/** What may follow what, and events that journeys publish themselves, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { items, openStore } from './harness';
import { arrived, canvas, DAY, errors, happens, passes, publish, stage, users } from './stage';

stage();

const bought = { values: [{ name: 'Bought', event: 'purchase' }] };
const wait = (name: string, parameters: IDataObject = {}) =>
  node(name, 'waitForEvent', { branches: bought, limitAmount: 1, ...parameters });
const stamp = (name: string, value = '') => node(name, 'test.stamp', { value });
const coupon = (plan: string, name = 'C') => node(name, 'sendCoupon', { plan });

describe('merges', () => {
  const merge = { ...stamp('M') };

  test('a fork before the wait and a merge after it are refused, by name', async () => {
    const start = await publish(
      [wait('W'), stamp('A'), merge],
      [
        ['T', 'W'],
        ['T', 'A'],
        ['W', 'M'],
        ['A', 'M', 0, 1],
      ],
    );
    await happens(start, ['ann']);
    expect(errors()[0]).toMatch(/"M" joins what comes after "W" with what comes from "A"/);
    expect(arrived('W')).toEqual([]);
  });

  test('both outputs of a wait may meet again', async () => {
    const start = await publish(
      [wait('W'), merge],
      [
        ['T', 'W'],
        ['W', 'M'],
        ['W', 'M', 1],
      ],
    );
    await happens(start, ['ann', 'bob']);
    await happens('purchase', ['ann']);
    await passes(DAY);
    expect([users('M'), errors()]).toEqual([['ann', 'bob'], []]);
  });
});

describe('two waits side by side', () => {
  test('each goes on by itself, for the same person', async () => {
    const refund = { branches: { values: [{ event: 'refund' }] } };
    const start = await publish(
      [wait('W'), wait('V', refund), coupon('w'), coupon('v', 'D')],
      [
        ['T', 'W'],
        ['T', 'V'],
        ['W', 'C'],
        ['V', 'D'],
      ],
    );
    await happens(start, ['ann']);
    await happens('purchase', ['ann']);
    expect([users('C'), users('D')]).toEqual([['ann'], []]);
    await happens('refund', ['ann']);
    expect([users('C'), users('D'), errors()]).toEqual([['ann'], ['ann'], []]);
  });
});

describe('publishing events', () => {
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
    await publish(
      [publishNode('P', 'free'), publishNode('Q', 'fixed', { eventId: '={{ $json.order }}' })],
      [],
    );
    const outcomes = async (name: string) => {
      await passes(1);
      const run = await canvas().production(name, [{ userId: 'eve', order: 'o1' }]);
      return items(run, name).map(({ outcome }) => outcome);
    };
    expect([await outcomes('P'), await outcomes('P')]).toEqual([['accepted'], ['accepted']]);
    expect([await outcomes('Q'), await outcomes('Q')]).toEqual([['accepted'], ['duplicate']]);
  });
});
