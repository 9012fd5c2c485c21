/** Exit rules, goals and the holdout, as fields of the trigger in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { openStore } from './harness';
import { arrived, DAY, happens, passes, publish, stage, users } from './stage';

stage();

const wait = (name: string) =>
  node(name, 'waitForEvent', { branches: { values: [{ event: 'never' }] }, limitAmount: 1 });
const equals = (left: string, right: string): IDataObject => ({
  options: { version: 2, caseSensitive: true, typeValidation: 'loose', leftValue: '' },
  combinator: 'and',
  conditions: [
    { id: '1', leftValue: left, rightValue: right, operator: { type: 'string', operation: 'equals' } },
  ],
});

test('an exit rule takes people out of their wait at once', async () => {
  const values = [{ event: 'bought', conditions: equals('properties.plan', 'pro') }];
  const start = await publish([wait('W')], [['T', 'W']], { exits: { values }, peoplePerExecution: 5 });
  await happens(start, ['ann', 'bob']);
  await happens('bought', ['ann'], { plan: 'pro' });
  await happens('bought', ['bob'], { plan: 'free' });
  await passes(DAY);
  expect(users('W', 1)).toEqual(['bob']);
  expect((await (await openStore()).progress()).openWaits).toBe(0);
});

test('whoever is held out waits like everybody, gets no coupon and publishes nothing', async () => {
  const start = await publish(
    [
      node('C', 'sendCoupon', { plan: 'held' }),
      node('P', 'publishUserEvent', { event: 'held.done' }),
      wait('W'),
    ],
    [
      ['T', 'C'],
      ['C', 'W'],
      ['W', 'P', 1],
    ],
    { settings: { holdoutPercent: 100 } },
  );
  await happens(start, ['ann']);
  expect(arrived('T')).toMatchObject([{ journey: { holdout: true } }]);
  expect(arrived('C')).toMatchObject([{ coupon: { outcome: 'would_have', code: null, plan: 'held' } }]);
  const { head } = await (await openStore()).progress();
  await passes(DAY);
  expect(arrived('P')).toMatchObject([{ userId: 'ann', outcome: 'would_have' }]);
  expect((await (await openStore()).progress()).head).toBe(head);
});

test.each([
  [{ exits: { values: [{ event: ' ' }] } }, /event of Exit When is empty/],
  [{ goal: { value: { event: 'bought', days: 0 } } }, /Within Days/],
  [{ settings: { holdoutPercent: 101 } }, /0 to 100/],
  [{ reEntry: 'always', settings: { maxConcurrent: -1 } }, /Max Concurrent is -1/],
  [{ settings: { maxPerMinute: 1.5 } }, /Max People per Minute is 1\.5\. Use a whole number/],
])('%j keeps the journey from being published', async (trigger, message) => {
  await expect(publish([], [], trigger as IDataObject)).rejects.toThrow(message);
});
