import type { EarlierEnrollment } from '../../../journey/domain/entry';
import type { LoggedEvent } from '../../../journey/domain/user-event';
import { decide } from '../../../journey/passes/decide';
import { enrollmentsKey, type RouteDecision, type StoredRule } from '../../../journey/ports/store';
import { condition, entryRule, filter, logged } from '../kit';

const HOUR = 3_600_000;
const paid = { events: ['paid'], conditions: null };

const rule = (given: Parameters<typeof entryRule>[0] = {}): StoredRule => ({
  workflowId: 'journey',
  nodeId: 'trigger',
  validFromSeq: 0,
  rule: entryRule({ events: ['start'], ...given }),
});

const passage = (id: string, given: Partial<EarlierEnrollment> = {}): EarlierEnrollment => ({
  id,
  state: 'active',
  enteredAt: 10,
  goalReached: false,
  ...given,
});

function decided(
  stored: StoredRule,
  events: LoggedEvent[],
  inside: Record<string, EarlierEnrollment[]> = { '': [passage('e')] },
): RouteDecision {
  const enrollments = new Map(
    Object.entries(inside).map(([instance, list]) => [enrollmentsKey('journey', 'ann', instance), list]),
  );
  return decide({ now: 0, events, rules: [stored], waits: [], enrollments });
}

describe('an exit rule', () => {
  test.each([
    ['the event', [logged('paid', 20)], ['e']],
    ['another event', [logged('seen', 20)], []],
    ['what happened before entry', [logged('paid', 9)], []],
    ['what happened at entry', [logged('paid', 10)], ['e']],
  ])('%s: ends %j', (_, events, exited) => {
    expect(decided(rule({ exits: [paid] }), events).exited).toEqual(exited);
  });

  test('its conditions count', () => {
    const exits = [{ ...paid, conditions: filter([condition('properties.plan', 'equals', 'pro')]) }];
    const events = (plan: string) => [logged('paid', 20, { properties: { plan } })];
    expect(decided(rule({ exits }), events('pro')).exited).toEqual(['e']);
    expect(decided(rule({ exits }), events('free')).exited).toEqual([]);
  });

  test('an event with the instance ends that one, any other ends all; what is over stays as it is', () => {
    const stored = rule({ exits: [paid], instancePath: 'properties.booking' });
    const inside = { b1: [passage('one')], b2: [passage('two')], b3: [passage('three', { state: 'ended' })] };
    const events = (properties: object) => [logged('paid', 20, { properties: { ...properties } })];
    expect(decided(stored, events({ booking: 'b1' }), inside).exited).toEqual(['one']);
    expect(decided(stored, events({}), inside).exited).toEqual(['one', 'two']);
  });

  test('whoever enters and leaves within a batch has entered, and may enter again by the rule', () => {
    const stored = rule({ exits: [paid], reEntry: { mode: 'afterExit' } });
    const decision = decided(stored, [logged('start', 1), logged('paid', 2), logged('start', 3)], {});
    expect(decision.entered.map(({ event, exitedBy }) => [event.at, exitedBy?.at])).toEqual([
      [1, 2],
      [3, undefined],
    ]);
    expect(decision.exited).toEqual([]);
  });

  test('the event that lets somebody in does not let them out', () => {
    const stored = rule({ exits: [{ events: ['start'], conditions: null }] });
    expect(decided(stored, [logged('start', 1)], {}).entered).toMatchObject([{ exitedBy: null }]);
  });
});

describe('a goal', () => {
  const goal = { ...paid, windowMs: HOUR };
  const reached = (events: LoggedEvent[], given: Partial<EarlierEnrollment> = {}) =>
    decided(rule({ goal }), events, { '': [passage('e', given)] }).goals.map(({ event }) => event.at);

  test.each([
    [9, []],
    [10, [10]],
    [10 + HOUR, [10 + HOUR]],
    [11 + HOUR, []],
  ])('at %i, entered at 10, within an hour: %j', (at, expected) => {
    expect(reached([logged('paid', at)])).toEqual(expected);
  });

  test('counts once, also after the end, and ends nothing', () => {
    expect(reached([logged('paid', 20), logged('paid', 30)])).toEqual([20]);
    expect(reached([logged('paid', 20)], { state: 'ended' })).toEqual([20]);
    expect(reached([logged('paid', 20)], { goalReached: true })).toEqual([]);
    expect(decided(rule({ goal }), [logged('paid', 20)]).exited).toEqual([]);
  });

  test('may be reached in the batch in which somebody enters', () => {
    const { entered, goals } = decided(rule({ goal }), [logged('start', 1), logged('paid', 2)], {});
    expect([entered[0]?.goalBy?.at, goals]).toEqual([2, []]);
  });
});
