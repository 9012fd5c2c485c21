/** What may follow what, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { arrived, DAY, errors, happens, passes, publish, stage, users } from './stage';

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
