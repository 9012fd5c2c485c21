import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  counted,
  DAY,
  deliveries,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  parking,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
  waits,
} from '../kit';

const DEADLINE = T0 + DAY;

/** Waits against the clock: time-outs, ties, and matches that come too late. */
export function describeDeadlines(open: Open): void {
  const now = freshStore(open);
  const append = (...events: ReturnType<typeof event>[]) => now().store.append(events);
  const paid = (at: number) => event('ann', 'paid', { at });
  const states = async () => (await waits(now().engine)).map((row) => row.state);

  test('a wait times out at its deadline, not before, and only once', async () => {
    await enterAndPark(now().store);
    expect(await now().store.nextDeadline()).toBe(DEADLINE);
    expect(await now().store.resolveDue(DEADLINE - 1, 10)).toEqual({ timedOut: 0, matched: 0, more: false });
    expect(await now().store.resolveDue(DEADLINE, 10)).toEqual({ timedOut: 1, matched: 0, more: false });
    expect(await now().store.resolveDue(DEADLINE, 10)).toEqual({ timedOut: 0, matched: 0, more: false });
    expect(await now().store.nextDeadline()).toBeNull();
    const [person] = await run(now().store, WAIT, 'continuation', DEADLINE);
    expect(found(person).wait?.result).toEqual({
      branchId: null,
      event: null,
      happened: null,
      startedAt: T0,
      deadlineAt: DEADLINE,
    });
    expect(await counted(now().engine, 'timed_out')).toBe(1);
  });

  test('a wait without a deadline never times out', async () => {
    await enterAndPark(now().store, 'ann', { deadlineAt: null });
    expect(await now().store.nextDeadline()).toBeNull();
    expect(await now().store.resolveDue(Number.MAX_SAFE_INTEGER, 10)).toMatchObject({ timedOut: 0 });
    expect((await now().store.progress()).openWaits).toBe(1);
  });

  test('a wait for time only has no branches and times out', async () => {
    await enterAndPark(now().store, 'ann', { branches: [] });
    await append(paid(T0 + 1));
    await route(now().store);
    expect(await now().store.resolveDue(DEADLINE, 10)).toMatchObject({ timedOut: 1 });
  });

  test('an event at the very deadline wins when it was routed first', async () => {
    await enterAndPark(now().store);
    await append(paid(DEADLINE));
    expect(await route(now().store, DEADLINE)).toMatchObject({ resolved: 1 });
    expect(await now().store.resolveDue(DEADLINE, 10)).toMatchObject({ timedOut: 0, matched: 0 });
  });

  test('an event at the very deadline wins although nobody has routed it yet, and is not routed again', async () => {
    await enterAndPark(now().store);
    await append(paid(DEADLINE));
    expect(await now().store.resolveDue(DEADLINE + 5, 10)).toEqual({ timedOut: 0, matched: 1, more: false });
    expect(await route(now().store, DEADLINE)).toMatchObject({ events: 1, resolved: 0 });
    expect((await deliveries(now().engine)).filter((row) => row.kind === 'wait')).toHaveLength(1);
    const [person] = await run(now().store, WAIT, 'continuation', DEADLINE + 5);
    expect(found(person).wait?.result).toMatchObject({ branchId: 'paid', event: { at: DEADLINE } });
  });

  test('an unrouted event after the deadline does not win', async () => {
    await enterAndPark(now().store);
    await append(paid(DEADLINE + 1));
    expect(await now().store.resolveDue(DEADLINE + 5, 10)).toMatchObject({ timedOut: 1, matched: 0 });
  });

  test('among unrouted events the earliest wins, and the order of branches at a tie', async () => {
    await enterAndPark(now().store, 'ann', { branches: [branch('paid'), branch('left')] });
    await append(event('ann', 'left', { at: T0 + 5 }), paid(T0 + 7), paid(T0 + 5));
    await now().store.resolveDue(DEADLINE, 10);
    const [person] = await run(now().store, WAIT, 'continuation', DEADLINE);
    expect(found(person).wait?.result).toMatchObject({ branchId: 'paid', event: { at: T0 + 5 } });
  });

  test('an unrouted event that this enrollment has used up does not win', async () => {
    const [person] = await enter(now().store, ['ann']);
    await append(paid(T0 + 1));
    await now().store.park([parking(found(person))]);
    await now().store.park([parking(found(person), { waitKey: 'next', nodeId: 'next' })]);
    expect(await now().store.resolveDue(DEADLINE, 10)).toMatchObject({ timedOut: 1, matched: 0 });
  });

  test('a match after the time-out was committed is counted once and never rewound', async () => {
    await enterAndPark(now().store, 'ann', { branches: [branch('paid'), branch('left')] });
    await now().store.resolveDue(DEADLINE, 10);
    await append(paid(DEADLINE), paid(DEADLINE - 1));
    await route(now().store, DEADLINE);
    await append(paid(DEADLINE - 2), event('ann', 'left', { at: DEADLINE - 3 }));
    await route(now().store, DEADLINE);
    expect(await counted(now().engine, 'late_match')).toBe(1);
    expect(await states()).toEqual(['timed_out']);
    expect((await deliveries(now().engine)).filter((row) => row.kind === 'wait')).toHaveLength(1);
  });

  test("an event after the deadline of a wait that timed out is nobody's late match", async () => {
    await enterAndPark(now().store);
    await now().store.resolveDue(DEADLINE, 10);
    await append(paid(DEADLINE + 1));
    await route(now().store, DEADLINE + 1);
    expect(await counted(now().engine, 'late_match')).toBe(0);
  });

  const completes = async () => {
    await enterAndPark(now().store);
    await now().store.resolveDue(DEADLINE, 10);
    await run(now().store, WAIT, 'continuation', DEADLINE);
    await now().store.finish('continuation', { kind: 'success' }, DEADLINE);
  };

  test('the last wait of a journey tells of a late match, too, once, for as long as it is kept', async () => {
    await completes();
    await append(paid(DEADLINE), paid(DEADLINE - 1));
    await route(now().store, DEADLINE + 6 * DAY);
    expect(await counted(now().engine, 'late_match')).toBe(1);
    expect(await states()).toEqual(['timed_out']);
  });

  test('once the wait is forgotten, nothing is late any more', async () => {
    await completes();
    await now().store.prune(DEADLINE + 7 * DAY + 1, { eventsMs: 400 * DAY, waitsMs: 7 * DAY });
    await append(paid(DEADLINE));
    await route(now().store, DEADLINE + 8 * DAY);
    expect(await counted(now().engine, 'late_match')).toBe(0);
  });

  test('who left early has nothing that could be late', async () => {
    await enterAndPark(now().store);
    const rule = entryRule({ exits: [{ events: ['left'], conditions: null }] });
    await now().store.putRule({ ...TRIGGER, rule }, { fresh: false, now: T0 });
    await now().store.resolveDue(DEADLINE, 10);
    await append(event('ann', 'left', { at: DEADLINE }), paid(DEADLINE));
    await route(now().store, DEADLINE, 1);
    await route(now().store, DEADLINE, 1);
    expect(await counted(now().engine, 'late_match')).toBe(0);
  });

  test('works through due waits in bounded passes, the oldest deadline first', async () => {
    const people = await enter(now().store, ['ann', 'bob', 'cat']);
    await now().store.park(people.map((person, index) => parking(person, { deadlineAt: DEADLINE - index })));
    expect(await now().store.nextDeadline()).toBe(DEADLINE - 2);
    expect(await now().store.resolveDue(DEADLINE, 2)).toEqual({ timedOut: 2, matched: 0, more: true });
    expect((await waits(now().engine)).filter((row) => row.state === 'open')).toMatchObject([
      { user_id: 'ann' },
    ]);
    expect(await now().store.resolveDue(DEADLINE, 2)).toEqual({ timedOut: 1, matched: 0, more: false });
  });
}
