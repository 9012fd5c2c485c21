import { fc } from '../../support/random';
import type { WaitBranch } from '../../../journey/domain/matching';
import type { LoggedEvent } from '../../../journey/domain/user-event';
import { ALL_HAPPENED, judge, type Restart, type WaitTerms } from '../../../journey/domain/verdict';
import { branch, condition, filter, holds, logged } from '../kit';

const terms = (given: Partial<WaitTerms> = {}): WaitTerms => ({
  sinceAt: 0,
  deadlineAt: 100,
  usedSeqs: new Set(),
  branches: [branch('a', 'a'), branch('b', 'b')],
  ...given,
});
const restart = (given: Partial<Restart> = {}): Restart => ({
  on: [branch('restart', 'r')],
  ms: 100,
  window: null,
  graceMs: 0,
  ...given,
});
const standing = (given: Partial<WaitTerms>, ...events: LoggedEvent[]) => {
  const { ended, happened, deadlineAt } = judge(terms(given), events);
  return {
    ended: ended && [ended.branchId, ended.event.seq],
    happened: happened?.map(({ branchId, event }) => [branchId, event.seq]),
    deadlineAt,
  };
};

describe('all branches', () => {
  const all = { allOf: true };

  test('the wait ends with the last of them, whatever arrived first', () => {
    expect(standing(all, logged('b', 20), logged('a', 40), logged('b', 60))).toEqual({
      ended: [ALL_HAPPENED, 40],
      happened: [
        ['a', 40],
        ['b', 20],
      ],
      deadlineAt: 100,
    });
  });

  test('what is missing keeps it waiting, and what has happened is told', () => {
    expect(standing(all, logged('b', 20), logged('a', 101), logged('a', -1))).toMatchObject({
      ended: null,
      happened: [['b', 20]],
    });
    expect(standing({ ...all, usedSeqs: new Set([20]) }, logged('b', 20), logged('a', 30))).toMatchObject({
      ended: null,
      happened: [['a', 30]],
    });
  });

  test('a wait for time only never has everything', () => {
    expect(standing({ ...all, branches: [] }, logged('a', 1))).toMatchObject({ ended: null, happened: [] });
  });

  test('an event counts once: two branches of one event want two events', () => {
    const twice = { ...all, branches: [branch('a#1', 'a'), branch('a#2', 'a')] };
    expect(standing(twice, logged('a', 10))).toMatchObject({ ended: null, happened: [['a#1', 10]] });
    expect(standing(twice, logged('a', 10), logged('a', 10))).toMatchObject({ ended: null });
    expect(standing(twice, logged('a', 10), logged('a', 20))).toMatchObject({ ended: [ALL_HAPPENED, 20] });
  });

  test('an event makes room for one that fits nowhere else', () => {
    const app = filter([condition('properties.app', 'equals', 'yes')]);
    const branches = [branch('any', 'a'), branch('app', 'a', app)];
    const first = logged('a', 10, { properties: { app: 'yes' } });
    expect(standing({ ...all, branches }, first, logged('a', 20))).toMatchObject({
      happened: [
        ['any', 20],
        ['app', 10],
      ],
    });
  });
});

describe('counting the deadline again', () => {
  const again = { restart: restart() };

  test('from the last such event, which never ends the wait', () => {
    expect(standing(again, logged('r', 30), logged('r', 80))).toMatchObject({ ended: null, deadlineAt: 180 });
  });

  test('only while there is time, which an earlier one may have given', () => {
    expect(standing(again, logged('r', 101))).toMatchObject({ deadlineAt: 100 });
    expect(standing(again, logged('r', 100))).toMatchObject({ deadlineAt: 200 });
    expect(standing(again, logged('r', 150), logged('r', 90))).toMatchObject({ deadlineAt: 250 });
  });

  test('what happens in the time gained counts, also when it arrived before', () => {
    expect(standing(again, logged('a', 150, { seq: 1 }), logged('r', 90, { seq: 2 }))).toMatchObject({
      ended: ['a', 1],
      deadlineAt: 190,
    });
  });

  test('it never shortens a deadline, and waits without one have none', () => {
    expect(standing({ restart: restart({ ms: 5 }) }, logged('r', 30))).toMatchObject({ deadlineAt: 100 });
    expect(standing({ ...again, deadlineAt: null }, logged('r', 30))).toMatchObject({ deadlineAt: null });
  });

  test('what happens after the end counts nothing again', () => {
    expect(standing(again, logged('r', 30), logged('a', 40), logged('r', 50))).toMatchObject({
      ended: ['a', 40],
      deadlineAt: 130,
    });
  });

  test('an event of a branch may also count it again, for the branches that are missing', () => {
    const on = [branch('restart', 'a')];
    expect(standing({ allOf: true, restart: restart({ on }) }, logged('a', 90), logged('b', 190))).toEqual({
      ended: [ALL_HAPPENED, 190],
      happened: [
        ['a', 90],
        ['b', 190],
      ],
      deadlineAt: 190,
    });
  });

  test('the new deadline falls into the window', () => {
    const window = { days: [], hours: [{ from: 60, to: 120 }], zone: 'UTC', holidays: null };
    const [hour, day] = [36e5, 864e5];
    const given = { deadlineAt: hour, restart: restart({ ms: 2 * hour, window }) };
    expect(standing(given, logged('r', hour))).toMatchObject({ deadlineAt: day + hour });
  });
});

const NAMES = ['a', 'b', 'c', 'r'];
const eventList = fc
  .array(fc.record({ name: fc.constantFrom(...NAMES), at: fc.integer({ min: 0, max: 40 }) }), {
    maxLength: 10,
  })
  .map((list) => list.map(({ name, at }, index) => logged(name, at, { seq: index + 1 })));
const branchList = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((names) => names.map((name, index) => branch(`${name}#${index}`, name)));
const termsList = fc.record({
  sinceAt: fc.integer({ min: 0, max: 10 }),
  deadlineAt: fc.integer({ min: 0, max: 25 }),
  usedSeqs: fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 2 }).map((seqs) => new Set(seqs)),
  branches: branchList,
  allOf: fc.boolean(),
  restart: fc.option(
    fc
      .record({ ms: fc.integer({ min: 0, max: 20 }), on: fc.constantFrom('r', 'a') })
      .map(({ ms, on }) => restart({ ms, on: [branch('restart', on)] })),
  ),
});

/** Whether each branch can be given an event of its own, by trying everything. */
function canBeGiven([first, ...rest]: readonly WaitBranch[], events: readonly LoggedEvent[]): boolean {
  if (!first) return true;
  return events.some(
    (event) =>
      event.event === first.event &&
      canBeGiven(
        rest,
        events.filter((other) => other !== event),
      ),
  );
}

test('property: all have happened as soon as every branch can be given an event of its own', () => {
  holds(fc.tuple(termsList, eventList), ([given, events]) => {
    const wait = { ...given, allOf: true, restart: null };
    const counting = events.filter(
      ({ at, seq }) => at >= wait.sinceAt && at <= wait.deadlineAt && !wait.usedSeqs.has(seq),
    );
    const { ended } = judge(wait, events);
    expect(ended !== null).toBe(canBeGiven(wait.branches, counting));
    if (!ended) return;
    const before = counting.filter(
      ({ at, seq }) => at < ended.event.at || (at === ended.event.at && seq < ended.event.seq),
    );
    expect(canBeGiven(wait.branches, before)).toBe(false);
  });
});

test('property: neither the order of arrival nor an event told twice matters', () => {
  holds(fc.tuple(termsList, eventList, fc.infiniteStream(fc.nat())), ([given, events, keys]) => {
    const shuffled = events
      .map((event) => ({ event, key: keys.next().value }))
      .sort((x, y) => x.key - y.key)
      .map(({ event }) => event);
    expect(judge(given, [...shuffled, ...shuffled.slice(2)])).toEqual(judge(given, events));
  });
});

test('property: an event that arrives late never takes back a match or an hour', () => {
  holds(fc.tuple(termsList, eventList), ([given, events]) => {
    const before = judge(given, events.slice(1));
    const after = judge(given, events);
    if (before.ended) expect(after.ended).not.toBeNull();
    else
      expect(after.deadlineAt).toBeGreaterThanOrEqual(
        Math.min(before.deadlineAt!, after.ended?.event.at ?? Infinity),
      );
    expect(after.happened?.length ?? 0).toBeGreaterThanOrEqual(before.happened?.length ?? 0);
  });
});

/** The store reads no more of the log than this: see `store/candidates.ts`. */
function remembered(wait: WaitTerms, restartedAt: number | null, seen: readonly LoggedEvent[]) {
  return seen.filter((event) => {
    const matches = (list: readonly WaitBranch[]) => list.some(({ event: name }) => name === event.event);
    const since = (bounded: boolean) =>
      event.at >= (bounded && restartedAt !== null ? restartedAt : wait.sinceAt);
    const asRestart = matches(wait.restart?.on ?? []) && since(true);
    return asRestart || (matches(wait.branches) && since(!wait.allOf));
  });
}

test('property: judging event by event, from the deadline reached so far, ends like judging everything at once', () => {
  holds(fc.tuple(termsList, eventList), ([given, events]) => {
    let deadlineAt: number | null = given.deadlineAt;
    let restartedAt: number | null = null;
    for (const [index, event] of events.entries()) {
      const seen = events.slice(0, index);
      const wait = { ...given, deadlineAt };
      const step = judge(wait, [...remembered(wait, restartedAt, seen), event]);
      const whole = judge(given, [...seen, event]);
      expect([step.ended, step.happened]).toEqual([whole.ended, whole.happened]);
      if (step.ended) return;
      expect(step.deadlineAt).toBe(whole.deadlineAt);
      if (step.deadlineAt !== deadlineAt) ({ deadlineAt, restartedAt } = step);
    }
  });
});
