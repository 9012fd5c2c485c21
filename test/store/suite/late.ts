import { SKIPPED } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  counted,
  deliveries,
  enrollments,
  enter,
  event,
  found,
  parking,
  route,
  run,
  T0,
  waits,
  WAIT,
} from '../kit';

/** Deadlines that were before the person came, and what deadlines are counted from. */
export function describeLate(open: Open): void {
  const now = freshStore(open);
  const ann = async () => found((await enter(now().store, ['ann']))[0]);
  const past = { startedAt: T0 + 10, deadlineAt: T0 + 5 };

  test('skip goes on at once, and again when the attempt is replayed', async () => {
    const person = await ann();
    const request = parking(person, { ...past, late: 'skip' });
    const skipped = { kind: 'resolved', result: { branchId: SKIPPED, event: null } };
    expect(await now().store.park([request])).toMatchObject([skipped]);
    expect(await now().store.park([request])).toMatchObject([skipped]);
    expect(await waits(now().engine)).toMatchObject([{ state: 'resolved', branch_id: SKIPPED }]);
    expect((await now().store.progress()).openWaits).toBe(0);
  });

  test('exit ends the journey and puts out nothing, also when replayed', async () => {
    const person = await ann();
    const request = parking(person, { ...past, late: 'exit' });
    expect(await now().store.park([request])).toEqual([{ kind: 'exited' }]);
    expect(await now().store.park([request])).toEqual([{ kind: 'exited' }]);
    await now().store.finish('entry', { kind: 'success' }, T0 + 20);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'exit_rule' }]);
    expect((await deliveries(now().engine)).map(({ state }) => state)).toEqual(['settled']);
  });

  test.each(['skip', 'exit'] as const)('an event that happened in time wins over %s', async (late) => {
    const person = await ann();
    await now().store.append([event('ann', 'paid', { at: T0 + 3 }), event('ann', 'paid', { at: T0 + 6 })]);
    expect(await now().store.park([parking(person, { ...past, late })])).toMatchObject([
      { kind: 'resolved', result: { branchId: 'paid', event: { at: T0 + 3 } } },
    ]);
  });

  test('grace: what happened in time and arrives in the grace wins, what happened after the deadline does not', async () => {
    const { store } = now();
    const people = await enter(store, ['ann', 'bob', 'cyd']);
    const deadlineAt = T0 + 100;
    await store.park(people.map((person) => parking(person, { deadlineAt, graceMs: 50 })));
    await store.finish('entry', { kind: 'success' }, T0);
    expect(await store.nextDeadline()).toBe(T0 + 150);
    expect(await store.resolveDue(T0 + 149, 10)).toMatchObject({ timedOut: 0, matched: 0 });
    await store.append([event('ann', 'paid', { at: T0 + 100 }), event('bob', 'paid', { at: T0 + 101 })]);
    await route(store, T0 + 149);
    expect(await store.resolveDue(T0 + 150, 10)).toMatchObject({ timedOut: 2 });
    await store.append([event('cyd', 'paid', { at: T0 + 99 })]);
    await route(store, T0 + 151);
    expect((await waits(now().engine)).map((row) => [row.user_id, row.state]).sort()).toEqual([
      ['ann', 'resolved'],
      ['bob', 'timed_out'],
      ['cyd', 'timed_out'],
    ]);
    expect(await counted(now().engine, 'late_match')).toBe(1);
  });

  test('way points: entry, last event, and when a step was left, over replays', async () => {
    const person = await ann();
    const step = (key: string, outcome: string, at: number, nodeId = 'coupon') => ({
      workflowId: 'journey',
      enrollmentId: person.enrollmentId,
      version: 'v1',
      nodeId,
      key,
      outcome,
      at,
    });
    const ask = (stepNodeId: string | null) => ({ enrollmentId: person.enrollmentId, stepNodeId });
    const { store } = now();
    expect(await store.wayPoints([ask('coupon'), { enrollmentId: 'none', stepNodeId: null }])).toEqual([
      { enteredAt: T0, lastEventAt: null, stepAt: null },
      null,
    ]);
    await store.recordSteps([step('a', 'issued', T0 + 1), step('b', 'waiting', T0 + 9, 'wait')]);
    await store.recordSteps([step('a', 'issued', T0 + 7)]);
    expect(await store.wayPoints([ask('coupon'), ask('wait')])).toMatchObject([
      { stepAt: T0 + 1 },
      { stepAt: null },
    ]);
    await store.recordSteps([step('c', 'issued', T0 + 8)]);
    await store.park([parking(person)]);
    await store.append([event('ann', 'paid', { at: T0 + 20 })]);
    await route(store, T0 + 30);
    await run(store, WAIT, 'again', T0 + 30);
    expect(await store.wayPoints([ask('coupon')])).toEqual([
      { enteredAt: T0, lastEventAt: T0 + 20, stepAt: T0 + 8 },
    ]);
  });
}
