import { fc } from '../../support/random';
import { DateTime } from 'luxon';
import { deadlineOf, type DeadlineRule } from '../../../journey/domain/deadline';
import { alignTo } from '../../../journey/domain/window';
import { holds } from '../kit';

const DAY = 864e5;
const NOW = Date.parse('2026-01-05T12:00:00Z');
const length = (ms: number, given: Partial<DeadlineRule> = {}) =>
  ({ kind: 'length', ms, from: { kind: 'entry' }, window: null, past: 'goNow', ...given }) as DeadlineRule;
const date = (at: string, given: object = {}): DeadlineRule => ({
  kind: 'date',
  at: Date.parse(at),
  shift: null,
  atMinute: null,
  zone: 'Europe/Berlin',
  window: null,
  past: 'goNow',
  ...given,
});
const due = (rule: DeadlineRule, given: object = {}) =>
  deadlineOf(rule, { now: NOW, anchorAt: NOW, scale: 1, ...given });
const office = { days: [1, 2, 3, 4, 5], hours: [{ from: 540, to: 1080 }], zone: 'UTC', holidays: null };

test('a length counts from its anchor, divided by the time scale', () => {
  expect(due(length(7 * DAY), { anchorAt: NOW - DAY })).toEqual({
    at: NOW + 6 * DAY,
    graceMs: 0,
    late: null,
  });
  expect(due(length(DAY), { scale: 1440 })).toEqual({ at: NOW + 60_000, graceMs: 0, late: null });
  expect(due(length(0))).toEqual({ at: NOW, graceMs: 0, late: null });
});

test.each([
  [
    'the day before at ten, over the change of clocks',
    '2026-03-29T14:00:00+02:00',
    { amount: -1, unit: 'days' },
    600,
    '2026-03-28T10:00+01:00',
  ],
  [
    'a day before keeps the time of day',
    '2026-03-29T14:00:00+02:00',
    { amount: -1, unit: 'days' },
    null,
    '2026-03-28T14:00+01:00',
  ],
  [
    '24 hours before do not',
    '2026-03-29T14:00:00+02:00',
    { amount: -24, unit: 'hours' },
    null,
    '2026-03-28T13:00+01:00',
  ],
  [
    'two weeks after',
    '2026-03-20T14:00:00+01:00',
    { amount: 2, unit: 'weeks' },
    null,
    '2026-04-03T14:00+02:00',
  ],
  [
    'the same day at a time that clocks skip',
    '2026-03-29T14:00:00+02:00',
    null,
    150,
    '2026-03-29T03:30+02:00',
  ],
])('%s', (_what, at, shift, atMinute, expected) => {
  for (const scale of [1, 1440]) {
    const found = due(date(at, { shift, atMinute }), { scale });
    expect(DateTime.fromMillis(found!.at, { zone: 'Europe/Berlin' }).toFormat("yyyy-MM-dd'T'HH:mmZZ")).toBe(
      expected,
    );
  }
});

test('what is already past goes now, is skipped, or ends', () => {
  const past = date('2026-01-01T00:00:00Z');
  expect(due(past)).toEqual({ at: Date.parse('2026-01-01T00:00:00Z'), graceMs: 0, late: null });
  expect(due({ ...past, past: 'skip' })?.late).toBe('skip');
  expect(due({ ...past, past: 'exit' })?.late).toBe('exit');
});

test('a window may move what is past into the future; then it is not past', () => {
  const saturday = date('2026-01-03T10:00:00Z', { window: office, past: 'skip' });
  const now = Date.parse('2026-01-04T10:00:00Z');
  expect(due(saturday, { now })).toEqual({ at: Date.parse('2026-01-05T09:00:00Z'), graceMs: 0, late: null });
});

test('go now still waits for the window', () => {
  const now = Date.parse('2026-01-05T20:00:00Z');
  const rule = date('2026-01-02T10:00:00Z', { window: office });
  expect(due(rule, { now })).toEqual({ at: Date.parse('2026-01-06T09:00:00Z'), graceMs: 0, late: null });
});

test('the grace is a length: the time scale divides it', () => {
  expect(due(length(DAY, { graceMs: 60_000 }), { scale: 60 })).toMatchObject({ graceMs: 1000 });
});

test('a window that never opens gives no deadline', () => {
  expect(due(length(DAY, { window: { ...office, days: [8] } }))).toBeNull();
});

test('inside a window it falls into the window, and late only before now', () => {
  const rules = fc.record({
    ms: fc.integer({ min: 0, max: 30 * DAY }),
    back: fc.integer({ min: 0, max: 40 * DAY }),
  });
  holds(
    fc.tuple(rules, fc.constantFrom('goNow', 'skip', 'exit')),
    ([{ ms, back }, past]) => {
      const found = due(length(ms, { window: office, past } as object), { anchorAt: NOW - back })!;
      expect(alignTo(office, found.at)).toBe(found.at);
      expect(found.late === null).toBe(found.at >= NOW || past === 'goNow');
    },
    200,
  );
});
