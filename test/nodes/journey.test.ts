/** Whole journeys in n8n's own engine, on an embedded store. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { items, openStore } from './harness';
import {
  allAtOnce,
  arrived,
  canvas,
  DAY,
  ended,
  errors,
  happens,
  passes,
  publish,
  stage,
  users,
} from './stage';

stage();

const purchase = { branches: { values: [{ name: 'Bought', event: 'purchase' }] }, limitAmount: 1 };
const wait = (settings: IDataObject = {}, parameters: IDataObject = purchase) =>
  node('W', 'waitForEvent', parameters, settings);
const coupon = (name: string, plan: string) => node(name, 'sendCoupon', { plan });
const codeOf = (item: IDataObject | undefined) => (item?.['coupon'] as { code?: string } | undefined)?.code;

test('trigger, wait, coupon: each person goes out of the output that their own events chose', async () => {
  const start = await publish(
    [wait(), coupon('C', 'thanks'), node('N', 'test.stamp', { value: "={{ $('T').item.json.userId }}" })],
    [
      ['T', 'W'],
      ['W', 'C'],
      ['W', 'N', 1],
    ],
  );
  await happens(start, ['ann', 'bob'], { plan: 'pro' });
  expect([users('T'), users('W'), users('W', 1)]).toEqual([['ann', 'bob'], [], []]);
  await passes(1000);
  await happens('purchase', ['ann'], { amount: 5 });
  expect([users('C'), users('N')]).toEqual([['ann'], []]);
  await passes(DAY);
  expect([users('C'), arrived('N').map(({ stamp }) => stamp)]).toEqual([['ann'], ['bob']]);

  const [ann] = arrived('C');
  expect(ann).toMatchObject({
    userId: 'ann',
    event: start,
    properties: { plan: 'pro' },
    wait: { outcome: 'Bought', event: { event: 'purchase', properties: { amount: 5 } } },
    coupon: { outcome: 'issued', plan: 'thanks' },
  });
  expect(codeOf(ann)).toMatch(/^[2-9A-Z]{10}$/);
  expect(errors()).toEqual([]);
  expect(await openStore().then((store) => store.progress())).toMatchObject({ openWaits: 0 });
});

test('a parked execution has let nothing through: its later nodes did not even run', async () => {
  const start = await publish(
    [wait(), coupon('C', 'p')],
    [
      ['T', 'W'],
      ['W', 'C'],
    ],
  );
  await happens(start, ['ann']);
  expect(ended().map(({ run }) => [run.status, Object.keys(run.data.resultData.runData)])).toEqual([
    ['success', ['T', 'W']],
  ]);
});

const SETTINGS: Record<string, IDataObject> = {
  'Always Output Data': { alwaysOutputData: true },
  'Execute Once': { executeOnce: true },
  'Retry On Fail': { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
  'On Error = Continue': { onError: 'continueRegularOutput' },
  'On Error = Continue (error output)': { onError: 'continueErrorOutput' },
  'Continue On Fail': { continueOnFail: true },
};
SETTINGS['all of them'] = Object.assign({}, ...Object.values(SETTINGS)) as IDataObject;

describe.each(Object.entries(SETTINGS))('with %s on the waiting node', (_, settings) => {
  test('everybody parks, nothing leaks, everybody goes on', async () => {
    const start = await publish(
      [wait(settings), node('N', 'test.stamp')],
      [
        ['T', 'W'],
        ['W', 'N'],
        ['W', 'N', 1],
      ],
      {
        peoplePerExecution: 10,
      },
    );
    await happens(start, ['ann', 'bob', 'eve']);
    expect([users('T').length, arrived('N')]).toEqual([3, []]);
    await happens('purchase', ['ann', 'bob']);
    await passes(DAY);
    expect([users('W'), users('W', 1), users('N')]).toEqual([['ann', 'bob'], ['eve'], ['ann', 'bob', 'eve']]);
    expect(errors()).toEqual([]);
  });

  test('a store that fails while parking lets nobody through, and they are tried again', async () => {
    const start = await publish(
      [wait(settings), node('N', 'test.stamp')],
      [
        ['T', 'W'],
        ['W', 'N'],
      ],
    );
    const store = await openStore();
    const { park } = store;
    store.park = () => Promise.reject(new Error('disk full'));
    await happens(start, ['ann']);
    store.park = park;
    expect(ended().map(({ run }) => [run.status, items(run, 'W')])).toEqual([['error', []]]);
    await passes(DAY / 2);
    expect([errors(), arrived('N')]).toEqual([['The journey store did not answer: disk full'], []]);
    expect(ended().map(({ run }) => [run.status, items(run, 'W')])).toEqual([
      ['error', []],
      ['success', []],
    ]);
    await happens('purchase', ['ann']);
    expect(users('N')).toEqual(['ann']);
  });

  test('a sample event that is no JSON concerns test runs only', async () => {
    const parameters = { ...purchase, settings: { sampleEvent: '{oops' } };
    const start = await publish(
      [wait(settings, parameters), node('N', 'test.stamp')],
      [
        ['T', 'W'],
        ['W', 'N'],
      ],
    );
    await happens(start, ['ann']);
    expect([errors(), arrived('N')]).toEqual([[], []]);
    await happens('purchase', ['ann']);
    expect(users('N')).toEqual(['ann']);
  });

  test('a field that cannot work ends the execution in error, not in the output', async () => {
    const broken = { ...purchase, branches: { values: [{ name: 'Bought', event: '={{ $json.none }}' }] } };
    const start = await publish(
      [wait(settings, broken), node('N', 'test.stamp')],
      [
        ['T', 'W'],
        ['W', 'N'],
      ],
    );
    await happens(start, ['ann']);
    expect([errors().length, arrived('N')]).toEqual([1, []]);
  });
});

test('of 50 people in one execution each keeps their own way', async () => {
  const fifty = Array.from({ length: 50 }, (_, index) => `user-${String(index).padStart(2, '0')}`);
  const own = "={{ $('S').item.json.stamp + '|' + $('T').item.json.userId + '|' + $json.userId }}";
  const start = await publish(
    [
      node('S', 'test.stamp', { value: '={{ $json.userId }}' }),
      wait(),
      node('N', 'test.stamp', { value: own }),
      coupon('C', 'p'),
    ],
    [
      ['T', 'S'],
      ['S', 'W'],
      ['W', 'N'],
      ['W', 'N', 1],
      ['N', 'C'],
    ],
    { peoplePerExecution: 50 },
  );
  await happens(start, fifty);
  await happens(
    'purchase',
    fifty.filter((_, index) => index % 3 === 0),
  );
  await passes(DAY);
  const expected = fifty.map((user) => `${user}|${user}|${user}`);
  expect(
    arrived('C')
      .map(({ stamp }) => stamp)
      .sort(),
  ).toEqual(expected);
  expect(new Set(arrived('C').map(codeOf)).size).toBe(50);
  expect(ended().length).toBeLessThan(10);
  expect(errors()).toEqual([]);
});

test('round a loop through the same wait three times, each time with the data of that round', async () => {
  const values = [{ name: 'Bought', event: 'purchase' }];
  const own =
    "={{ $('T').item.json.userId + ':' + $json.rounds + ':' + $('W').item.json.wait.event.properties.n }}";
  const start = await publish(
    [
      wait({}, { branches: { values }, limitAmount: 9 }),
      node('L', 'test.loop', { times: 2 }),
      node('N', 'test.stamp', { value: own }),
    ],
    [
      ['T', 'W'],
      ['W', 'L'],
      ['L', 'W'],
      ['L', 'N', 1],
    ],
    { peoplePerExecution: 10 },
  );
  await happens(start, ['ann', 'bob']);
  for (const n of [1, 2, 3]) {
    expect(arrived('N')).toEqual([]);
    await passes(1000);
    await happens('purchase', ['ann', 'bob'], { n });
  }
  expect(
    arrived('N')
      .map(({ stamp }) => stamp)
      .sort(),
  ).toEqual(['ann:xxx:3', 'bob:xxx:3']);
  expect(errors()).toEqual([]);
});

test('people whose branch is gone are held, and those who share their execution stay themselves', async () => {
  const values = ['purchase', 'refund'].map((event) => ({ name: event, event }));
  const start = await publish(
    [wait({}, { branches: { values }, limitAmount: 1 }), coupon('C', 'q')],
    [
      ['T', 'W'],
      ['W', 'C'],
      ['W', 'C', 1],
    ],
    {
      peoplePerExecution: 10,
    },
  );
  await happens(start, ['ann', 'bob']);
  const parameters = canvas().workflow.nodes['W']?.parameters as { branches: { values: unknown[] } };
  parameters.branches.values = values.slice(1);
  const issued = jest.spyOn(await openStore(), 'issueCoupons');
  await allAtOnce([
    ['ann', 'purchase'],
    ['bob', 'refund'],
  ]);
  expect([users('C'), ended().length]).toEqual([['bob'], 2]);
  expect(issued.mock.calls.flatMap(([requests]) => requests.map(({ person }) => person.userId))).toEqual([
    'bob',
  ]);
});
