import {
  entersBy,
  instanceKey,
  isHeldOut,
  refusal,
  type EarlierEnrollment,
  type ReEntry,
} from '../../../journey/domain/entry';
import { condition, entryRule, filter, logged } from '../kit';

const DAY = 86_400_000;
const earlier = (state: 'active' | 'ended', enteredAt: number): EarlierEnrollment => ({
  id: `e${enteredAt}`,
  state,
  enteredAt,
  goalReached: false,
});
const active = (enteredAt: number): EarlierEnrollment => earlier('active', enteredAt);
const ended = (enteredAt: number): EarlierEnrollment => earlier('ended', enteredAt);
const afterDays: ReEntry = { mode: 'afterDays', days: 2 };

describe('re-entry', () => {
  test.each<[ReEntry, EarlierEnrollment[], number, string | null]>([
    [{ mode: 'once' }, [], 0, null],
    [{ mode: 'once' }, [active(0)], DAY, 'already_entered'],
    [{ mode: 'once' }, [ended(0)], 9 * DAY, 'already_entered'],
    [{ mode: 'afterExit' }, [], 0, null],
    [{ mode: 'afterExit' }, [active(0)], DAY, 'still_inside'],
    [{ mode: 'afterExit' }, [ended(0)], 1, null],
    [{ mode: 'afterExit' }, [ended(0), active(1)], DAY, 'still_inside'],
    [afterDays, [], 0, null],
    [afterDays, [active(0)], 9 * DAY, 'still_inside'],
    [afterDays, [ended(0)], 2 * DAY - 1, 'too_soon'],
    [afterDays, [ended(0)], 2 * DAY, null],
    [afterDays, [ended(DAY), ended(0)], 2 * DAY, 'too_soon'],
    [afterDays, [ended(5 * DAY)], 0, 'too_soon'],
    [{ mode: 'always' }, [], 0, null],
    [{ mode: 'always' }, [active(0), ended(0)], 0, null],
  ])('%j after %j at %i: %s', (reEntry, before, at, reason) =>
    expect(refusal(entryRule({ reEntry }), before, at, at)).toBe(reason),
  );

  test.each<[number | undefined, EarlierEnrollment[], string | null]>([
    [undefined, [active(0), active(1)], null],
    [2, [active(0), ended(1)], null],
    [2, [active(0), active(1)], 'too_many'],
  ])('always, with at most %s at a time, after %j: %s', (maxConcurrent, before, reason) => {
    const limit = maxConcurrent === undefined ? {} : { maxConcurrent };
    expect(refusal(entryRule({ reEntry: { mode: 'always' }, ...limit }), before, DAY, DAY)).toBe(reason);
  });

  test.each([
    [DAY, null],
    [DAY + 1, 'too_old'],
  ])('an event %i ms after it happened, where a day is the limit: %s', (now, reason) => {
    expect(refusal(entryRule({ maxEventAgeMs: DAY }), [], 0, now)).toBe(reason);
  });
});

describe('the holdout', () => {
  const users = Array.from({ length: 4000 }, (_, index) => `user-${index}`);
  const held = (percent: number, salt = 'salt') =>
    users.filter((user) => isHeldOut(entryRule({ holdoutPercent: percent }), salt, user));

  test('is nobody at 0, everybody at 100, and about its share between', () => {
    expect([held(0).length, held(100).length]).toEqual([0, 4000]);
    expect(Math.abs(held(10).length - 400)).toBeLessThan(100);
  });

  test('only grows when its share grows, and differs from journey to journey', () => {
    expect(held(20)).toEqual(expect.arrayContaining(held(10)));
    expect(held(10, 'other')).not.toEqual(held(10));
  });

  test('nobody is held out of a rule without one', () => {
    expect(users.filter((user) => isHeldOut(entryRule({}), 'salt', user))).toEqual([]);
  });
});

describe('which events start a journey', () => {
  const rule = entryRule({
    events: ['start', 'restart'],
    conditions: filter([condition('properties.plan', 'equals', 'pro')]),
  });

  test.each([
    ['start', { plan: 'pro' }, true],
    ['restart', { plan: 'pro' }, true],
    ['start', { plan: 'free' }, false],
    ['started', { plan: 'pro' }, false],
  ])('%s %j: %s', (name, properties, expected) => {
    expect(entersBy(rule, logged(name, 1, { properties }))).toBe(expected);
  });

  test('a rule without events starts nobody', () => {
    expect(entersBy(entryRule({ events: [] }), logged('start', 1))).toBe(false);
  });

  test('conditions that throw start nobody', () => {
    const strict = filter([condition('properties.n', 'equals', 1, 'number')], 'strict');
    expect(entersBy(entryRule({ conditions: strict }), logged('start', 1, { properties: { n: 'x' } }))).toBe(
      false,
    );
  });
});

describe('the instance key', () => {
  const key = (properties: Record<string, unknown>, instancePath: string | null = 'properties.booking') =>
    instanceKey(entryRule({ instancePath }), logged('start', 1, { properties }));

  test.each<[unknown, string]>([
    ['b1', 'b1'],
    [17, '17'],
    [0, '0'],
    [false, 'false'],
    [{ id: 1 }, '{"id":1}'],
    [['a', 'b'], '["a","b"]'],
    [null, ''],
    [undefined, ''],
    ['', ''],
  ])('of %j is %j', (booking, expected) => expect(key({ booking })).toBe(expected));

  test('without a path there is one passage per person', () => expect(key({ booking: 'b1' }, null)).toBe(''));
  test('any field of the event may tell passages apart', () => expect(key({}, 'event')).toBe('start'));
});
