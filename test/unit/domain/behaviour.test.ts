import {
  behavesSo,
  behavioursOf,
  MAX_TIMES,
  newestNeeded,
  tallyOf,
  type Behaviour,
  type BehaviourFields,
  type Deed,
} from '../../../journey/domain/behaviour';
import { firstSegment, segment } from '../../../journey/domain/segments';
import { fc } from '../../support/random';
import { condition, filter, holds } from '../kit';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const of = (fields: BehaviourFields): Behaviour =>
  behavioursOf([{ event: 'paid', howOften: 'atLeast', times: 1, withinDays: 30, ...fields }])[0]!;
const paid = (daysAgo: number, amount = 0): Deed => ({
  at: NOW - daysAgo * DAY,
  view: { properties: { amount } },
});
/** Judges somebody by all their events, as a store would that reads no more than is needed. */
const judged = (one: Behaviour, events: readonly Deed[]): boolean | null => {
  const needed = newestNeeded([one]);
  const newest = [...events].sort((a, b) => b.at - a.at).slice(0, needed);
  return behavesSo(one, tallyOf(one, newest, needed, NOW));
};

describe('the fields', () => {
  test('become a behaviour; 0 and empty days are ever, never is no times', () => {
    expect(of({ event: ' paid ', times: 2 })).toEqual({
      event: 'paid',
      howOften: 'atLeast',
      times: 2,
      withinMs: 30 * DAY,
      where: null,
    });
    expect([0, '', null, undefined].map((withinDays) => of({ withinDays }).withinMs)).toEqual(
      Array(4).fill(null),
    );
    expect(of({ howOften: 'never', times: 7 })).toMatchObject({ howOften: 'never', times: 0 });
    expect(of({ withinDays: 400 }).withinMs).toBe(400 * DAY);
  });

  test.each<[RegExp, BehaviourFields]>([
    [/^Behaviour 1: Event is empty/, { event: ' ' }],
    [/How Often is often. Use one of atLeast, atMost, exactly, never/, { howOften: 'often' }],
    [/How Often is toString/, { howOften: 'toString' }],
    [/Times is 0. Use a whole number from 1 to 1000/, { times: 0 }],
    [/Times is -1. Use a whole number from 0/, { howOften: 'atMost', times: -1 }],
    [/Times is 1.5/, { times: 1.5 }],
    [/Times is ={{ 2 }}/, { times: '={{ 2 }}' }],
    [/Times is 1001/, { times: 1001 }],
    [
      /Within Days is 401, and events are kept for 400 days. Use a number up to 400, or 0/,
      { withinDays: 401 },
    ],
    [/Within Days is -1/, { withinDays: -1 }],
    [/Where: .*type properties.amount/, { where: filter([condition('amount', 'equals', 'x')]) }],
    [
      /Where: Condition 1 compares with an expression/,
      { where: filter([condition('properties.a', 'equals', '={{ $json.a }}')]) },
    ],
  ])('refused: %s', (message, fields) => expect(() => of(fields)).toThrow(message));
});

describe('how often', () => {
  test.each<[Behaviour['howOften'], number, boolean[]]>([
    ['atLeast', 2, [false, false, true, true]],
    ['atMost', 2, [true, true, true, false]],
    ['atMost', 0, [true, false, false, false]],
    ['exactly', 2, [false, false, true, false]],
    ['exactly', 0, [true, false, false, false]],
    ['never', 9, [true, false, false, false]],
  ])('%s %i, of somebody who did it 0, 1, 2 and 3 times', (howOften, times, expected) => {
    const one = of({ howOften, times });
    expect(
      [0, 1, 2, 3].map((count) =>
        judged(
          one,
          Array.from({ length: count }, () => paid(1)),
        ),
      ),
    ).toEqual(expected);
  });

  test('the window reaches back to exactly so many days ago', () => {
    const one = of({ withinDays: 7 });
    expect(judged(one, [paid(7)])).toBe(true);
    expect(judged(one, [{ at: NOW - 7 * DAY - 1, view: null }])).toBe(false);
    expect(judged(of({ withinDays: 0 }), [paid(999)])).toBe(true);
  });

  test('only events that meet the conditions count; what cannot be judged does not', () => {
    const amount = condition('={{ $json.properties.amount }}', 'gt', 100, 'number');
    const one = of({ times: 2, where: filter([amount], 'strict') });
    const broken: Deed = { at: NOW, view: { properties: { amount: 'much' } } };
    expect(judged(one, [paid(1, 101), paid(2, 50), broken])).toBe(false);
    expect(judged(one, [paid(1, 101), paid(2, 50), broken, paid(3, 200)])).toBe(true);
  });

  test('without conditions it is always decided, however much was done, by what was read', () =>
    holds(
      fc.record({
        howOften: fc.constantFrom<Behaviour['howOften']>('atLeast', 'atMost', 'exactly', 'never'),
        times: fc.integer({ min: 1, max: 5 }),
        withinDays: fc.integer({ min: 0, max: 10 }),
        days: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }),
      }),
      ({ days, ...fields }) => {
        const one = of(fields);
        const count = days.filter((day) => one.withinMs === null || day <= fields.withinDays).length;
        const expected = {
          atLeast: count >= one.times,
          atMost: count <= one.times,
          exactly: count === one.times,
          never: count === 0,
        }[one.howOften];
        expect(
          judged(
            one,
            days.map((day) => paid(day)),
          ),
        ).toBe(expected);
      },
    ));

  test('with conditions it is open when more than was looked at might count', () => {
    const where = filter([condition('={{ $json.properties.amount }}', 'gt', 100, 'number')]);
    const busy = Array.from({ length: MAX_TIMES + 1 }, (_, place) => paid(20, place === 0 ? 200 : 1));
    expect(judged(of({ times: 1, where }), busy)).toBe(true);
    expect(judged(of({ times: 2, where }), busy)).toBeNull();
    expect(judged(of({ howOften: 'never', where }), busy)).toBe(false);
    expect(judged(of({ howOften: 'exactly', times: 1, where }), busy)).toBeNull();
    expect(judged(of({ howOften: 'atMost', times: 1, where }), busy)).toBeNull();
    expect(judged(of({ howOften: 'atMost', times: 1, where, withinDays: 10 }), busy)).toBe(true);
  });
});

describe('a segment', () => {
  const none = (): never => {
    throw new Error('Nothing is to be evaluated');
  };
  const bought = of({});
  const silent = of({ event: 'opened', howOften: 'never' });
  const did = (paidTimes: number, opened: number, complete = true) =>
    new Map([
      [bought, { count: paidTimes, complete }],
      [silent, { count: opened, complete }],
    ]);

  test('holds when its conditions are met and all its behaviours hold', () => {
    const plan = segment('s', 'S', filter([condition('plan', 'equals', 'pro')]), [bought, silent]);
    const matches = (item: object, deeds: ReturnType<typeof did> | null) =>
      firstSegment([plan], { item, did: deeds }, none).segment?.id;
    expect(matches({ plan: 'pro' }, did(1, 0))).toBe('s');
    expect(matches({ plan: 'free' }, did(1, 0))).toBeUndefined();
    expect(matches({ plan: 'pro' }, did(0, 0))).toBeUndefined();
    expect(matches({ plan: 'pro' }, did(1, 1))).toBeUndefined();
    expect(matches({ plan: 'pro' }, null)).toBeUndefined();
  });

  test('needs no condition, whatever the empty filter says, and the first in order wins', () => {
    const any = { ...filter([]), combinator: 'or' as const };
    const segments = [
      segment('silent', 'Silent', any, [silent]),
      segment('bought', 'Bought', null, [bought]),
    ];
    const of = (deeds: ReturnType<typeof did>) => firstSegment(segments, { did: deeds }, none).segment?.id;
    expect([of(did(1, 0)), of(did(1, 1)), of(did(0, 1))]).toEqual(['silent', 'bought', undefined]);
  });

  test('is not met, and says so, when too much happened to look at', () => {
    const match = firstSegment([segment('s', 'S', null, [silent])], { did: did(0, 0, false) }, none);
    expect([match.segment, match.faults]).toEqual([
      null,
      [expect.stringMatching(/^S: somebody has more than 1000 events opened/)],
    ]);
  });
});
