import { ruleErrors } from '../../../journey/passes/rule-errors';
import { decide } from '../../../journey/passes/decide';
import { enrollmentsKey, type CandidateWait, type RouteBatch } from '../../../journey/ports/store';
import { branch, condition, entryRule, filter, logged } from '../kit';

/** Conditions that n8n's filter cannot judge on a text. */
const overTen = filter([condition('properties.amount', 'gt', 10, 'number')], 'strict');
const GOOD = { properties: { amount: 12 } };
const BAD = { properties: { amount: 'twelve' } };

const batch = (given: Partial<RouteBatch>): RouteBatch => ({
  ...{ now: 0, events: [], rules: [], waits: [], enrollments: new Map() },
  ...given,
});
const stored = (rule: object, validFromSeq = 0) => ({
  ...{ workflowId: 'journey', nodeId: 'trigger', validFromSeq },
  rule: entryRule(rule),
});
const wait = (given: Partial<CandidateWait>): CandidateWait => ({
  ...{ id: 'w', workflowId: 'journey', nodeId: 'wait', enrollmentId: 'e', userId: 'ann', state: 'open' },
  ...{ pathHash: 'p', sinceAt: 0, deadlineAt: 100, usedSeqs: new Set<number>() },
  branches: [branch('big', 'paid', overTen), branch('any', 'paid')],
  ...given,
});
const inside = new Map([
  [
    enrollmentsKey('journey', 'ann', ''),
    [{ id: 'e', state: 'active' as const, enteredAt: 0, goalReached: false }],
  ],
]);

test('an entry that cannot be judged is told of where the journey begins, and nobody enters by it', () => {
  const rules = [stored({ conditions: overTen })];
  const events = [
    logged('start', 1, BAD),
    logged('start', 2, { ...GOOD, userId: 'bob' }),
    logged('other', 3),
  ];
  const decision = decide(batch({ rules, events }));
  expect(decision.entered.map(({ event }) => event.userId)).toEqual(['bob']);
  expect(decision.unjudged).toEqual([{ workflowId: 'journey', nodeId: 'trigger' }]);
});

test('what happened before the journey was published is nothing to it', () => {
  expect(
    ruleErrors(batch({ rules: [stored({ conditions: overTen }, 5)], events: [logged('start', 5, BAD)] })),
  ).toEqual([]);
});

test.each([
  ['an exit', { exits: [{ events: ['left'], conditions: overTen }] }],
  ['a goal', { goal: { events: ['left'], conditions: overTen, windowMs: 50 } }],
])('%s is told of once, and only of people in the journey', (_, rule) => {
  const events = [logged('left', 1, BAD), logged('left', 2, { ...BAD, userId: 'bob' })];
  const told = ruleErrors(batch({ rules: [stored(rule)], events, enrollments: inside }));
  expect(told).toEqual([{ workflowId: 'journey', nodeId: 'trigger' }]);
});

test('a branch that cannot be judged is told of at its wait, and the next branch takes the event', () => {
  const waits = [wait({}), wait({ id: 'v', userId: 'bob' })];
  const decision = decide(batch({ waits, events: [logged('paid', 1, BAD), logged('paid', 101, BAD)] }));
  expect(decision.resolved.map(({ wait: { id }, branchId }) => [id, branchId])).toEqual([['w', 'any']]);
  // After the deadline nothing counts, and bob has done nothing.
  expect(decision.unjudged).toEqual([{ workflowId: 'journey', nodeId: 'wait' }]);
});

test('so is what counts the time anew', () => {
  const restart = { on: [branch('again', 'seen', overTen)], ms: 10, window: null, graceMs: 0 };
  const events = [logged('seen', 1, BAD), logged('seen', 2, GOOD)];
  expect(ruleErrors(batch({ waits: [wait({ restart })], events }))).toHaveLength(1);
});
