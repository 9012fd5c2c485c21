/** Who enters, by the fields of the trigger, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { items, openStore } from './harness';
import { DAY, ended, happens, now, passes, publish, settledNow, stage } from './stage';

stage();

/** Everybody stays for a day. */
const day = node('W', 'waitForEvent', { branches: {}, limitAmount: 1, limitUnit: 'days' });
/** Executions in which somebody came to the wait; in the others they leave it. */
const entries = (): number => ended().filter(({ run }) => items(run, 'W').length === 0).length;

test.each<[string, IDataObject, number[]]>([
  ['Once', {}, [1, 1, 1, 1]],
  ['After Exit', { reEntry: 'afterExit' }, [1, 1, 2, 3]],
  ['After a Number of Days', { reEntry: 'afterDays', reEntryDays: 3 }, [1, 1, 1, 2]],
  ['Always', { reEntry: 'always' }, [1, 2, 3, 4]],
  ['Always, with at most one at a time', { reEntry: 'always', settings: { maxConcurrent: 1 } }, [1, 1, 2, 3]],
])('Re-Entry %s: on the first day twice, on the second, and on the fourth', async (_, trigger, expected) => {
  const start = await publish([day], [['T', 'W']], trigger);
  const counts: number[] = [];
  for (const pause of [0, 1, DAY, 2 * DAY]) {
    await passes(pause);
    await happens(start, ['ann']);
    counts.push(entries());
  }
  expect(counts).toEqual(expected);
});

test.each([
  [{}, 2],
  [{ maxEventAgeHours: 2 }, 1],
])('an event of three hours ago and one of an hour ago, with %j', async (settings, expected) => {
  const start = await publish([], [], { settings });
  const store = await openStore();
  const common = { event: start, eventId: null, receivedAt: now(), source: 'default', properties: {} };
  await store.append([
    { ...common, userId: 'ann', timestamp: now() - (3 * DAY) / 24 },
    { ...common, userId: 'bob', timestamp: now() - DAY / 24 },
  ]);
  await settledNow();
  expect(entries()).toBe(expected);
});
