/** What stands around a Rating Branch: what asks, those who share an execution, and who has left. */
import { node } from '../support/workflow';
import { journeys, openStore, settled } from './harness';
import { answer, linkOf, links, open, OUT, pages, rating, ratings } from './ratings';
import { arrived, DAY, ended, errors, happens, passes, publish, stage, users } from './stage';

stage();
pages();

const MINUTE = 60_000;

test('what asks runs beside the wait, and may itself wait; after the answer earlier nodes are known', async () => {
  const pause = node('Pause', 'waitForEvent', { branches: {}, limitAmount: 1, limitUnit: 'hours' });
  const after = node('After', 'test.stamp', {
    value: "={{ $('T').item.json.userId }} {{ $json.rating.score }}",
  });
  const asked = node('Asked', 'test.stamp', { value: '={{ $json.rating.link }}' });
  const event = await publish(
    [rating(), pause, asked, after],
    [
      ['T', 'R'],
      ['R', 'Pause', OUT.ask],
      ['Pause', 'Asked'],
      ['R', 'After', OUT.happy],
    ],
  );
  await happens(event, ['ann', 'bob']);
  await passes(DAY / 24);
  const stamped = (name: string) => arrived(name).map(({ stamp }) => String(stamp));
  expect(new Set(stamped('Asked'))).toEqual(new Set(links().values()));
  await answer(linkOf('bob'), { score: 8 });
  await settled();
  expect([stamped('After'), errors()]).toEqual([['bob 8'], []]);
  // The way that asked is over, the wait is not.
  await passes(3 * DAY);
  expect(users('R', OUT.noAnswer)).toEqual(['ann']);
});

test('what asks fails and is tried again: the same question, one wait, and one answer by either link', async () => {
  const plan = { plan: 'ask', offers: { values: [{ channel: 'app', value: 1, currency: 'CNY' }] } };
  const event = await publish(
    [rating(), node('C', 'sendCoupon', plan)],
    [
      ['T', 'R'],
      ['R', 'C', OUT.ask],
    ],
  );
  const store = await openStore();
  jest.spyOn(store, 'issueCoupons').mockRejectedValueOnce(new Error('down'));
  await happens(event, ['ann']);
  expect(errors()).toEqual([expect.stringContaining('The journey store did not answer: down')]);
  await passes(MINUTE);
  const asked = ratings(OUT.ask).map(({ link }) => String(link));
  expect([asked.length, users('C')]).toEqual([2, ['ann']]);
  expect((await answer(asked[0] ?? '', { score: 9 })).status).toBe(200);
  await settled();
  expect([(await open(asked[1] ?? '')).status, users('R', OUT.happy)]).toEqual([410, ['ann']]);
  await passes(4 * DAY);
  expect(users('R', OUT.noAnswer)).toEqual([]);
});

test('many share an execution, each with their own question', async () => {
  const people = Array.from({ length: 20 }, (_, place) => `p${String(place).padStart(2, '0')}`);
  const event = await publish([rating()], [['T', 'R']], { peoplePerExecution: 20 });
  await happens(event, people);
  expect(ended()).toHaveLength(1);
  expect(new Set(links().values()).size).toBe(20);
  for (const [place, one] of people.entries()) await answer(linkOf(one), { score: place % 11 });
  await settled();
  const happy = people.filter((_, place) => place % 11 >= 7);
  expect([users('R', OUT.happy), errors()]).toEqual([happy, []]);
});

test('whoever leaves the journey can no longer answer', async () => {
  const exits = { values: [{ event: 'bye' }] };
  const event = await publish([rating()], [['T', 'R']], { exits });
  await happens(event, ['ann']);
  await happens('bye', ['ann']);
  const { status } = await open(linkOf('ann'));
  expect([status, journeys().executions.busy]).toEqual([410, false]);
});
