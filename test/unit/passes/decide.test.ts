import { fc } from '../../support/random';
import { firstMatch } from '../../../journey/domain/matching';
import type { LoggedEvent } from '../../../journey/domain/user-event';
import { decide } from '../../../journey/passes/decide';
import {
  enrollmentsKey,
  type CandidateWait,
  type RouteBatch,
  type RouteDecision,
  type StoredRule,
} from '../../../journey/ports/store';
import { branch, condition, entryRule, filter, holds, logged } from '../kit';

const DAY = 86_400_000;

function stored(given: Partial<StoredRule['rule']> = {}, place: Partial<StoredRule> = {}): StoredRule {
  return { workflowId: 'journey', nodeId: 'trigger', validFromSeq: 0, rule: entryRule(given), ...place };
}

function wait(id: string, given: Partial<CandidateWait> = {}): CandidateWait {
  return {
    id,
    workflowId: 'journey',
    nodeId: 'wait',
    enrollmentId: `enrollment-${id}`,
    userId: 'ann',
    state: 'open',
    pathHash: 'path',
    sinceAt: 0,
    deadlineAt: null,
    usedSeqs: new Set(),
    branches: [branch('paid', 'paid')],
    ...given,
  };
}

function batch(given: Partial<RouteBatch>): RouteBatch {
  return { now: 0, events: [], rules: [], waits: [], enrollments: new Map(), ...given };
}

/** A decision in words that can be compared. */
const seqs = (list: readonly Pick<RouteDecision['refused'][number], 'event'>[]) =>
  list.map(({ event }) => event.seq);
const inWords = ({ entered, refused, resolved, late }: RouteDecision) => ({
  entered: entered.map(({ rule, event, instanceKey }) => [rule.nodeId, event.seq, instanceKey]).sort(),
  refused: refused.map(({ rule, event, reason }) => [rule.nodeId, event.seq, reason]).sort(),
  resolved: resolved
    .map((resolution) => [resolution.wait.id, resolution.branchId, resolution.event.seq])
    .sort(),
  late: late.map((resolution) => [resolution.wait.id, resolution.event.seq]).sort(),
});

describe('entering', () => {
  test('within a batch the first event enters and the second meets the passage just begun', () => {
    const decision = decide(batch({ events: [logged('start', 1), logged('start', 2)], rules: [stored()] }));
    expect(inWords(decision)).toMatchObject({
      entered: [['trigger', 1, '']],
      refused: [['trigger', 2, 'already_entered']],
    });
  });

  test.each([
    [{ mode: 'once' }, [1], ['already_entered', 'already_entered']],
    [{ mode: 'afterExit' }, [1], ['still_inside', 'still_inside']],
    [{ mode: 'afterDays', days: 1 }, [1], ['still_inside', 'still_inside']],
    [{ mode: 'always' }, [1, 2, 3], []],
  ] as const)('three times with %j', (reEntry, entered, reasons) => {
    const events = [logged('start', 1), logged('start', 2), logged('start', 3)];
    const decision = decide(batch({ events, rules: [stored({ reEntry })] }));
    expect(seqs(decision.entered)).toEqual(entered);
    expect(decision.refused.map(({ reason }) => reason)).toEqual(reasons);
  });

  test('an earlier passage counts by journey, user and instance', () => {
    const rules = [stored({ instancePath: 'properties.booking' })];
    const enrollments = new Map([
      [
        enrollmentsKey('journey', 'ann', 'b1'),
        [{ id: 'e', state: 'ended' as const, enteredAt: 0, goalReached: false }],
      ],
      [
        enrollmentsKey('other', 'ann', 'b2'),
        [{ id: 'e', state: 'ended' as const, enteredAt: 0, goalReached: false }],
      ],
      [
        enrollmentsKey('journey', 'bob', 'b2'),
        [{ id: 'e', state: 'ended' as const, enteredAt: 0, goalReached: false }],
      ],
    ]);
    const booked = (at: number, booking: string) => logged('start', at, { properties: { booking } });
    const decision = decide(batch({ events: [booked(1, 'b1'), booked(2, 'b2')], rules, enrollments }));
    expect([seqs(decision.entered), seqs(decision.refused)]).toEqual([[2], [1]]);
  });

  test('each journey that listens is entered, and the conditions of one say nothing about another', () => {
    const pro = filter([condition('properties.plan', 'equals', 'pro')]);
    const rules = [stored({ conditions: pro }), stored({}, { workflowId: 'second', nodeId: 'trigger-2' })];
    const decision = decide(batch({ events: [logged('start', 1)], rules }));
    expect(inWords(decision).entered).toEqual([['trigger-2', 1, '']]);
  });

  test('two triggers of one journey share its passages', () => {
    const rules = [stored(), stored({}, { nodeId: 'trigger-2' })];
    const decision = decide(batch({ events: [logged('start', 1)], rules }));
    expect(inWords(decision)).toMatchObject({
      entered: [['trigger', 1, '']],
      refused: [['trigger-2', 1, 'already_entered']],
    });
  });

  test('events from before a journey was published do not count', () => {
    const rules = [stored({}, { validFromSeq: 5 })];
    const decision = decide(batch({ events: [logged('start', 5), logged('start', 6)], rules }));
    expect(seqs(decision.entered)).toEqual([6]);
    expect(decision.refused).toEqual([]);
  });
});

describe('waiting', () => {
  test('a match after the time-out was committed is late, not a resolution', () => {
    const waits = [wait('open'), wait('gone', { state: 'timed_out', deadlineAt: 10 })];
    const decision = decide(batch({ events: [logged('paid', 10)], waits }));
    expect(inWords(decision)).toMatchObject({ resolved: [['open', 'paid', 10]], late: [['gone', 10]] });
  });

  test('an event of one user never ends the wait of another', () => {
    const decision = decide(batch({ events: [logged('paid', 1, { userId: 'bob' })], waits: [wait('w')] }));
    expect(decision.resolved).toEqual([]);
  });

  test('one event may start a journey and end a wait of another', () => {
    const waits = [wait('w', { workflowId: 'second' })];
    const decision = decide(
      batch({ events: [logged('paid', 1)], rules: [stored({ events: ['paid'] })], waits }),
    );
    expect([decision.entered.length, decision.resolved.length]).toEqual([1, 1]);
  });

  test('resolutions come in the order of the events', () => {
    const waits = [
      wait('w1', { branches: [branch('b', 'b')] }),
      wait('w2', { branches: [branch('a', 'a')] }),
    ];
    const decision = decide(batch({ events: [logged('b', 2), logged('a', 1)], waits }));
    expect(decision.resolved.map(({ event }) => event.event)).toEqual(['a', 'b']);
  });
});

const users = fc.constantFrom('ann', 'bob');
const happened = fc.record({ user: users, name: fc.constantFrom('start', 'paid', 'left') });
const distinctTimes = fc
  .array(happened, { maxLength: 12 })
  .map((list) => list.map(({ user, name }, index) => logged(name, (index + 1) * DAY, { userId: user })));
const waitList = fc
  .array(
    fc.record({
      userId: users,
      state: fc.constantFrom('open' as const, 'timed_out' as const),
      sinceAt: fc.integer({ min: 0, max: 6 * DAY }),
      deadlineAt: fc.option(fc.integer({ min: 0, max: 12 * DAY })),
      branches: fc.constantFrom([branch('p', 'paid')], [branch('l', 'left'), branch('p', 'paid')]),
    }),
    { maxLength: 5 },
  )
  .map((list) => list.map((given, index) => wait(`w${index}`, given)));
const rules = fc
  .constantFrom(
    { mode: 'once' } as const,
    { mode: 'afterExit' } as const,
    { mode: 'afterDays', days: 2 } as const,
    { mode: 'always' } as const,
  )
  .map((reEntry) => [
    stored({ reEntry }),
    stored({ events: ['paid'] }, { workflowId: 'second', nodeId: 'second' }),
  ]);

describe('property', () => {
  test('when times differ, the order of arrival within a batch does not matter', () => {
    const shuffled = distinctTimes.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    holds(fc.tuple(shuffled, waitList, rules), ([[events, arrived], waits, ruleList]) => {
      const renumbered = arrived.map((event, index): LoggedEvent => ({ ...event, seq: index + 1 }));
      const eventTime = (decision: RouteDecision) => {
        const { entered, refused, resolved, late } = decision;
        return {
          entered: entered.map(({ rule, event }) => [rule.nodeId, event.at]),
          refused: refused.map(({ rule, event, reason }) => [rule.nodeId, event.at, reason]),
          resolved: resolved.map((one) => [one.wait.id, one.branchId, one.event.at]),
          late: late.map((one) => [one.wait.id, one.event.at]),
        };
      };
      const [a, b] = [events, renumbered].map((list) =>
        decide(batch({ events: list, waits, rules: ruleList })),
      );
      expect(a && eventTime(a)).toEqual(b && eventTime(b));
    });
  });

  test('each wait ends at most once, by its own first match', () => {
    holds(fc.tuple(distinctTimes, waitList), ([events, waits]) => {
      const { resolved, late } = decide(batch({ events, waits }));
      const ended = [...resolved, ...late];
      expect(new Set(ended.map((one) => one.wait.id)).size).toBe(ended.length);
      for (const each of waits) {
        const own = events.filter(({ userId }) => userId === each.userId);
        const match = firstMatch(each.branches, own, each);
        const end = ended.find((one) => one.wait === each);
        expect(end && { branchId: end.branchId, event: end.event }).toEqual(match ?? undefined);
      }
    });
  });

  test('every matching event either enters or is refused, once per rule', () => {
    holds(fc.tuple(distinctTimes, rules), ([events, ruleList]) => {
      const { entered, refused } = decide(batch({ events, rules: ruleList }));
      for (const rule of ruleList) {
        const matching = events.filter(({ event }) => rule.rule.events.includes(event));
        const judged = [...entered, ...refused].filter((one) => one.rule === rule);
        expect(judged.map(({ event }) => event.seq).sort()).toEqual(matching.map(({ seq }) => seq).sort());
      }
    });
  });
});
