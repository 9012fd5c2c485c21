import { fc } from '../../support/random';
import {
  branchFor,
  firstMatch,
  inWindow,
  type WaitBranch,
  type WaitWindow,
} from '../../../journey/domain/matching';
import { byEventTime, effectiveAt, type LoggedEvent } from '../../../journey/domain/user-event';
import { branch, condition, filter, holds, logged } from '../kit';

const open: WaitWindow = { sinceAt: 100, deadlineAt: 200, usedSeqs: new Set() };

describe('the window', () => {
  test.each([
    [99, false],
    [100, true],
    [200, true],
    [201, false],
  ])('at %i: %s', (at, expected) => expect(inWindow(logged('a', at), open)).toBe(expected));

  test('without a deadline it never closes', () => {
    expect(inWindow(logged('a', 8.64e15), { ...open, deadlineAt: null })).toBe(true);
  });

  test('an event that was used before does not count again, another at the same time does', () => {
    const window = { ...open, usedSeqs: new Set([7]) };
    expect(inWindow(logged('a', 150, { seq: 7 }), window)).toBe(false);
    expect(inWindow(logged('a', 150, { seq: 8 }), window)).toBe(true);
  });

  test('a sender with a fast clock cannot reach into the future', () => {
    expect(effectiveAt({ timestamp: 900, receivedAt: 500 })).toBe(500);
    expect(effectiveAt({ timestamp: 400, receivedAt: 500 })).toBe(400);
  });
});

describe('the branch an event takes', () => {
  const vip = filter([condition('properties.vip', 'equals', 'yes')]);
  const branches = [
    branch('vip', 'buy', vip),
    branch('any', 'buy'),
    branch('second', 'buy'),
    branch('left', 'exit'),
  ];

  test.each([
    ['buy', { vip: 'yes' }, 'vip'],
    ['buy', { vip: 'no' }, 'any'],
    ['exit', {}, 'left'],
    ['Buy', {}, null],
    ['other', {}, null],
  ])('%s %j: %s', (name, properties, id) => {
    expect(branchFor(branches, logged(name, 1, { properties }))).toBe(id);
  });

  test('a condition that cannot be evaluated leaves the event to the next branch', () => {
    const strict = filter([condition('properties.amount', 'gt', 5, 'number')], 'strict');
    const both = [branch('big', 'buy', strict), branch('any', 'buy')];
    expect(branchFor(both, logged('buy', 1, { properties: { amount: 'much' } }))).toBe('any');
  });

  test('conditions may read when the event happened, and never what the log keeps beside it', () => {
    const recent = [branch('late', 'buy', filter([condition('timestamp', 'gt', 50, 'number')]))];
    expect(branchFor(recent, logged('buy', 51))).toBe('late');
    expect(branchFor(recent, logged('buy', 50))).toBeNull();
    const hidden = [branch('seq', 'buy', filter([condition('seq', 'exists', '', 'number')]))];
    expect(branchFor(hidden, logged('buy', 51))).toBeNull();
  });
});

describe('the first match', () => {
  const branches = [branch('a', 'a'), branch('b', 'b')];
  const winner = (...events: LoggedEvent[]) => {
    const match = firstMatch(branches, events, open);
    return match && [match.branchId, match.event.seq];
  };

  test('none', () => expect(winner(logged('c', 150), logged('a', 99))).toBeNull());
  test('the earlier event wins, whatever arrived first', () => {
    expect(winner(logged('a', 160, { seq: 1 }), logged('b', 150, { seq: 2 }))).toEqual(['b', 2]);
  });
  test('at the same time the upper branch wins', () => {
    expect(winner(logged('b', 150, { seq: 1 }), logged('a', 150, { seq: 2 }))).toEqual(['a', 2]);
  });
  test('in the same branch at the same time the place in the log decides', () => {
    expect(winner(logged('a', 150, { seq: 9 }), logged('a', 150, { seq: 4 }))).toEqual(['a', 4]);
  });
  test('it does not reorder what it was given', () => {
    const given = [logged('a', 160), logged('a', 150)];
    firstMatch(branches, given, open);
    expect(given.map(({ at }) => at)).toEqual([160, 150]);
  });
});

/** As the rules are written down, without any cleverness: rank every possible match and take the best. */
function oracle(branches: readonly WaitBranch[], events: readonly LoggedEvent[], window: WaitWindow) {
  const ranked = events
    .filter(
      ({ at, seq }) =>
        at >= window.sinceAt && at <= (window.deadlineAt ?? Infinity) && !window.usedSeqs.has(seq),
    )
    .flatMap((event) => {
      const order = branches.findIndex(({ event: name }) => name === event.event);
      return order < 0
        ? []
        : [{ rank: [event.at, order, event.seq] as const, branchId: branches[order]?.id, event }];
    })
    .sort((x, y) => x.rank[0] - y.rank[0] || x.rank[1] - y.rank[1] || x.rank[2] - y.rank[2]);
  const [best] = ranked;
  return best ? { branchId: best.branchId, event: best.event } : null;
}

const NAMES = ['a', 'b', 'c'];
const events = fc
  .array(fc.record({ name: fc.constantFrom(...NAMES), at: fc.integer({ min: 0, max: 12 }) }), {
    maxLength: 12,
  })
  .map((list) => list.map(({ name, at }, index) => logged(name, at, { seq: index + 1 })))
  .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
const branchList = fc
  .array(fc.constantFrom(...NAMES), { maxLength: 4 })
  .map((names) => names.map((name, index) => branch(`${name}#${index}`, name)));
const windows = fc.record({
  sinceAt: fc.integer({ min: 0, max: 6 }),
  deadlineAt: fc.option(fc.integer({ min: 0, max: 12 })),
  usedSeqs: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }).map((seqs) => new Set(seqs)),
});

test('property: the first match is the one that the rules as written choose', () => {
  holds(fc.tuple(branchList, events, windows), ([branches, list, window]) => {
    expect(firstMatch(branches, list, window)).toEqual(oracle(branches, list, window));
  });
});

test('property: the order of arrival in memory never matters', () => {
  holds(fc.tuple(branchList, events, windows), ([branches, list, window]) => {
    const sorted = [...list].sort(byEventTime);
    expect(firstMatch(branches, list, window)).toEqual(firstMatch(branches, sorted, window));
  });
});
