import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  counted,
  DAY,
  deliveries,
  enter,
  enterAndPark,
  equals,
  event,
  found,
  MINUTE,
  parking,
  route,
  run,
  T0,
  WAIT,
  waits,
} from '../kit';

/** Which event ends which wait. */
export function describeResolving(open: Open): void {
  const now = freshStore(open);
  const append = (...events: ReturnType<typeof event>[]) => now().store.append(events);
  const paid = (at: number, properties = {}) => event('ann', 'paid', { at, properties });
  /** How the wait of ann's continuation ended, as the continuation is told. */
  const ended = async () => {
    const people = await run(now().store, WAIT, 'continuation');
    return people.map(({ wait }) => [found(wait).result.branchId, found(wait).result.event?.seq ?? null]);
  };

  test('an event ends the wait of its user, once, and hands over what was kept', async () => {
    await enterAndPark(now().store);
    await append(paid(T0 + 1), paid(T0 + 2), event('bob', 'paid'));
    expect(await route(now().store)).toMatchObject({ resolved: 1 });
    await append(paid(T0 + 3));
    expect(await route(now().store)).toMatchObject({ resolved: 0 });
    const [person] = await run(now().store, WAIT, 'continuation');
    expect(person).toMatchObject({
      userId: 'ann',
      entryEvent: { event: 'start', userId: 'ann' },
      wait: {
        carried: { json: { of: 'ann' }, lineage: [], trimmed: false },
        result: { branchId: 'paid', event: { seq: 2, at: T0 + 1 }, startedAt: T0, deadlineAt: T0 + DAY },
      },
    });
    expect((await deliveries(now().engine)).filter((row) => row.kind === 'wait')).toHaveLength(1);
  });

  test('the earliest event wins, whatever arrived first', async () => {
    await enterAndPark(now().store);
    await append(paid(T0 + 9), paid(T0 + 3), paid(T0 + 6));
    await route(now().store);
    expect(await ended()).toEqual([['paid', 3]]);
  });

  test('at the same instant the order of the branches wins over the order in the log', async () => {
    await enterAndPark(now().store, 'ann', { branches: [branch('paid'), branch('left')] });
    await append(event('ann', 'left', { at: T0 + 1 }), paid(T0 + 1));
    await route(now().store);
    expect(await ended()).toEqual([['paid', 3]]);
  });

  test('at the same instant and branch the place in the log wins', async () => {
    await enterAndPark(now().store);
    await append(paid(T0 + 1), paid(T0 + 1));
    await route(now().store);
    expect(await ended()).toEqual([['paid', 2]]);
  });

  test('one event that fits two branches takes the first', async () => {
    const branches = [
      branch('paid', { id: 'much', conditions: equals('properties.size', 'big') }),
      branch('paid', { id: 'any' }),
    ];
    await enterAndPark(now().store, 'ann', { branches });
    await append(paid(T0 + 1, { size: 'big' }));
    await route(now().store);
    expect(await ended()).toEqual([['much', 2]]);
  });

  test('conditions survive in the store and choose the branch', async () => {
    const branches = [
      branch('paid', { id: 'big', conditions: equals('properties.size', 'big') }),
      branch('paid', { id: 'small', conditions: equals('properties.size', 'small') }),
    ];
    await enterAndPark(now().store, 'ann', { branches });
    await append(
      paid(T0 + 1, { size: 'middle' }),
      paid(T0 + 2, { size: 7 }),
      paid(T0 + 3, { size: 'small' }),
    );
    await route(now().store);
    expect(await ended()).toEqual([['small', 4]]);
  });

  test('events before the window and after the deadline do nothing', async () => {
    await enterAndPark(now().store, 'ann', {
      lookBack: { mode: 'step' },
      startedAt: T0 + 10,
      deadlineAt: T0 + 20,
    });
    await append(paid(T0 + 9), paid(T0 + 21));
    expect(await route(now().store)).toMatchObject({ events: 2, resolved: 0 });
    await append(paid(T0 + 10));
    expect(await route(now().store)).toMatchObject({ resolved: 1 });
  });

  test('a sender whose clock is fast cannot reach past the arrival', async () => {
    await enterAndPark(now().store, 'ann', { deadlineAt: T0 + MINUTE });
    await append(event('ann', 'paid', { timestamp: T0 + DAY, receivedAt: T0 + 5 }));
    expect(await route(now().store)).toMatchObject({ resolved: 1 });
  });

  test('the event that ended one wait does not end the next, however far that looks back', async () => {
    await enterAndPark(now().store);
    await append(paid(T0 + 1));
    await route(now().store);
    const [again] = await run(now().store, WAIT, 'continuation');
    const next = parking(found(again), { nodeId: 'next', lookBack: { mode: 'ever' } });
    expect(await now().store.park([next])).toEqual([{ kind: 'parked' }]);
    await append(paid(T0 + 2));
    expect(await route(now().store)).toMatchObject({ resolved: 1 });
  });

  test('an event that the look-back used is not routed into the next wait', async () => {
    const [person] = await enter(now().store, ['ann']);
    await append(paid(T0 + 1));
    expect(await now().store.park([parking(found(person))])).toMatchObject([{ kind: 'resolved' }]);
    const next = parking(found(person), { nodeId: 'next', waitKey: 'next', lookBack: { mode: 'step' } });
    expect(await now().store.park([next])).toEqual([{ kind: 'parked' }]);
    expect(await route(now().store)).toMatchObject({ events: 1, resolved: 0 });
  });

  test('another enrollment of the same user has its own claim on the event', async () => {
    await enterAndPark(now().store);
    const other = { workflowId: 'second', nodeId: 'trigger' };
    await now().store.putRule(
      {
        ...other,
        rule: { events: ['start'], conditions: null, instancePath: null, reEntry: { mode: 'once' } },
      },
      { fresh: true, now: T0 },
    );
    await append(event('ann', 'start'));
    await route(now().store);
    const [person] = await run(now().store, other, 'other');
    await now().store.park([parking(found(person), { workflowId: 'second' })]);
    await append(paid(T0 + 1));
    expect(await route(now().store)).toMatchObject({ resolved: 2 });
  });

  test('many waits of many users end in one pass', async () => {
    const users = Array.from({ length: 1200 }, (_, index) => `user-${index}`);
    const people = await enter(now().store, users);
    await now().store.park(people.map((person) => parking(person)));
    await append(...users.map((user) => event(user, 'paid', { at: T0 + 1 })));
    expect(await route(now().store, T0, 2000)).toMatchObject({ events: 1200, resolved: 1200 });
    expect(new Set((await waits(now().engine)).map((row) => row.state))).toEqual(new Set(['resolved']));
    expect(await now().engine.db.selectFrom('journey_wait_event').selectAll().execute()).toEqual([]);
  });

  test('nothing is counted as late while every wait was met in time', async () => {
    await enterAndPark(now().store);
    await append(paid(T0 + 1), paid(T0 + 2));
    await route(now().store);
    expect(await counted(now().engine, 'late_match')).toBe(0);
  });
}
