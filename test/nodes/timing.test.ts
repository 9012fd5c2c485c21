/** What a wait's time is counted from, and dates, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { arrived, DAY, errors, happens, passes, publish, stage, users } from './stage';

stage();

const HOUR = DAY / 24;
const bought = { values: [{ name: 'Bought', event: 'purchase' }] };
const wait = (name: string, parameters: IDataObject = {}) =>
  node(name, 'waitForEvent', { branches: bought, limitAmount: 1, ...parameters });
const timeOnly = (name: string, parameters: IDataObject) => wait(name, { branches: {}, ...parameters });
const coupon = node('Send Coupon', 'sendCoupon', {
  plan: 'timing',
  codePrefix: 'T',
  offers: { values: [{ channel: 'app', value: 8, currency: 'CNY' }] },
});
const nowAt = () =>
  (globalThis as unknown as { [key: symbol]: { now(): number } })[Symbol.for('@journey-canvas/clock')]!.now();
const iso = (at: number) => new Date(at).toISOString();

describe('counted from', () => {
  test('an earlier step: seven days after the coupon was issued', async () => {
    const start = await publish(
      [
        coupon,
        timeOnly('Pause', { limitAmount: 2 }),
        wait('W', { limitAmount: 7, countedFrom: 'step', step: 'Send Coupon' }),
      ],
      [
        ['T', 'Send Coupon'],
        ['Send Coupon', 'Pause'],
        ['Pause', 'W'],
      ],
    );
    await happens(start, ['ann']);
    const issued = nowAt();
    await passes(2 * DAY + HOUR);
    expect(users('Pause')).toEqual(['ann']);
    await passes(5 * DAY - HOUR - 1);
    expect(users('W', 1)).toEqual([]);
    await passes(1);
    expect(arrived('W', 1)).toMatchObject([{ wait: { deadlineAt: iso(issued + 7 * DAY) } }]);
  });

  test('an earlier wait, by when the person left it, under a time scale', async () => {
    const start = await publish(
      [
        wait('First'),
        timeOnly('Pause', { limitAmount: 1 }),
        timeOnly('W', { limitAmount: 3, countedFrom: 'step', step: 'First' }),
      ],
      [
        ['T', 'First'],
        ['First', 'Pause'],
        ['Pause', 'W'],
      ],
      { settings: { timeScale: 24 } },
    );
    await happens(start, ['ann']);
    await passes(HOUR / 2);
    await happens('purchase', ['ann']);
    const left = nowAt();
    await passes(HOUR);
    await passes(2 * HOUR);
    expect(arrived('W')).toMatchObject([{ wait: { deadlineAt: iso(left + 3 * HOUR) } }]);
  });

  test('the entry, and the last event', async () => {
    const start = await publish(
      [
        wait('First'),
        timeOnly('E', { limitAmount: 2, countedFrom: 'entry' }),
        timeOnly('L', { limitAmount: 2, countedFrom: 'lastEvent' }),
      ],
      [
        ['T', 'First'],
        ['First', 'E'],
        ['E', 'L'],
      ],
    );
    await happens(start, ['ann']);
    const entered = nowAt();
    await passes(HOUR);
    await happens('purchase', ['ann']);
    await passes(2 * DAY);
    expect(arrived('E')[0]).toMatchObject({ wait: { deadlineAt: iso(entered + 2 * DAY) } });
    expect(arrived('L')).toMatchObject([{ wait: { deadlineAt: iso(entered + HOUR + 2 * DAY) } }]);
  });
});

test('grace holds Timed Out back', async () => {
  const start = await publish([wait('W', { settings: { graceMinutes: 60 } })], [['T', 'W']]);
  await happens(start, ['ann']);
  const deadline = nowAt() + DAY;
  await passes(DAY + HOUR - 1);
  expect(users('W', 1)).toEqual([]);
  await passes(1);
  expect(arrived('W', 1)).toMatchObject([{ wait: { deadlineAt: iso(deadline) } }]);
});

describe('dates', () => {
  const before = {
    until: 'field',
    dateField: 'properties.visit',
    shiftAmount: 1,
    atTime: '10:00',
    settings: { timeZone: 'Asia/Shanghai' },
  };

  test('the day before the appointment at ten; whoever comes too late leaves by Skipped', async () => {
    const start = await publish([wait('W', before)], [['T', 'W']]);
    const visit = nowAt() + 3 * DAY;
    const ten = new Date(visit + 8 * HOUR - DAY).toISOString().slice(0, 10);
    await happens(start, ['ann'], { visit: iso(visit) });
    await happens(start, ['bob'], { visit: iso(nowAt() + HOUR) });
    expect([users('W', 1), users('W', 2)]).toEqual([[], ['bob']]);
    expect(arrived('W', 2)).toMatchObject([{ wait: { outcome: 'Skipped', event: null } }]);
    await passes(3 * DAY);
    expect(arrived('W', 1)).toMatchObject([
      { userId: 'ann', wait: { deadlineAt: iso(Date.parse(`${ten}T10:00:00+08:00`)) } },
    ]);
  });

  test('too late may also go on now, or end the journey', async () => {
    const late = (past: string) => ({ ...before, settings: { past } });
    const visit = { visit: iso(nowAt() - 30 * DAY) };
    const now = await publish([wait('W', late('goNow'))], [['T', 'W']]);
    await happens(now, ['ann'], visit);
    expect([users('W', 1), users('W', 2)]).toEqual([['ann'], []]);
  });

  test('ending the journey puts out nobody', async () => {
    const start = await publish([wait('W', { ...before, settings: { past: 'exit' } })], [['T', 'W']]);
    await happens(start, ['ann'], { visit: iso(nowAt() - 30 * DAY) });
    expect([users('W'), users('W', 1), errors()]).toEqual([[], [], []]);
  });

  test('an event that happened before the deadline wins over a deadline that is past', async () => {
    const start = await publish(
      [
        timeOnly('Pause', { limitAmount: 2 }),
        wait('W', { limitAmount: 1, countedFrom: 'entry', settings: { past: 'skip' } }),
      ],
      [
        ['T', 'Pause'],
        ['Pause', 'W'],
      ],
    );
    await happens(start, ['ann', 'bob']);
    await passes(HOUR);
    await happens('purchase', ['ann']);
    await passes(2 * DAY);
    expect([users('W'), users('W', 1), users('W', 2)]).toEqual([['ann'], [], ['bob']]);
  });

  test('a date by expression, moved into the window', async () => {
    const values = { days: [], from: '08:00', to: '09:00', holidays: '' };
    const start = await publish(
      [
        timeOnly('W', {
          until: 'date',
          date: '={{ $json.properties.at }}',
          settings: { timeZone: 'UTC', window: { values } },
        }),
      ],
      [['T', 'W']],
      { settings: { timeScale: 1440 } },
    );
    const midnight = Math.floor(nowAt() / DAY) * DAY + 2 * DAY;
    await happens(start, ['ann'], { at: iso(midnight) });
    await passes(2 * DAY);
    expect(arrived('W')).toMatchObject([{ wait: { deadlineAt: iso(midnight + 8 * HOUR) } }]);
  });
});

test('several windows a day: after the break of the morning it opens in the afternoon', async () => {
  const more = { values: [{ from: '14:00', to: '18:00' }] };
  const values = { days: [], from: '09:00', to: '12:00', more };
  const settings = { timeZone: 'UTC', window: { values } };
  const start = await publish(
    [timeOnly('W', { until: 'date', date: '={{ $json.properties.at }}', settings })],
    [['T', 'W']],
  );
  const midnight = Math.floor(nowAt() / DAY) * DAY + 2 * DAY;
  await happens(start, ['ann'], { at: iso(midnight + 8 * HOUR) });
  await happens(start, ['bob'], { at: iso(midnight + 12 * HOUR) });
  await passes(3 * DAY);
  const deadlines = new Map(
    arrived('W').map(({ userId, wait }) => [userId, (wait as IDataObject)['deadlineAt']]),
  );
  expect(deadlines).toEqual(
    new Map([
      ['ann', iso(midnight + 9 * HOUR)],
      ['bob', iso(midnight + 14 * HOUR)],
    ]),
  );
});

test.each<[IDataObject, RegExp]>([
  [{ until: 'date', date: '={{ "" }}' }, /Date is empty, which is no date\. Give one such as/],
  [{ until: 'field', dateField: 'properties.none' }, /The date at "properties.none" is undefined/],
  [{ until: 'field', dateField: '={{ $now }}', atTime: 'ten' }, /At Time of Day is ten\. Type a time/],
  [{ settings: { graceMinutes: '={{ -5 }}' } }, /Grace in Minutes is -5/],
  [{ settings: { timeZone: 'Mars' } }, /Time Zone is Mars\. Use a name such as/],
  [{ settings: { window: { values: { holidays: 'XX' } } } }, /Holidays Of is XX/],
  [{ settings: { window: { values: { from: '9' } } } }, /From of Only Within is 9/],
  [
    { settings: { window: { values: { more: { values: [{ from: '14:00', to: 'six' }] } } } } },
    /To of More Hours 1 of Only Within is six/,
  ],
  [{ countedFrom: 'step', step: '={{ "" }}' }, /Step is empty/],
  [
    { countedFrom: 'step', step: '={{ "Nope" }}' },
    /Step is "Nope", which is no earlier node.*Type one of: T/,
  ],
  [{ countedFrom: 'step', step: '={{ "W" }}' }, /this person never left it/],
])('%j is an error that names the field and the remedy', async (parameters, message) => {
  const start = await publish([wait('W', parameters)], [['T', 'W']]);
  await happens(start, ['ann']);
  expect(errors()).toEqual([expect.stringMatching(message)]);
});
