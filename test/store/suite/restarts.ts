import type { Restart } from '../../../journey/domain/verdict';
import type { ParkRequest } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  counted,
  DAY,
  enter,
  enterAndPark,
  event,
  found,
  HOUR,
  parking,
  route,
  run,
  T0,
  waits,
  WAIT,
} from '../kit';

const DEADLINE = T0 + DAY;

/** Deadlines that events count again. */
export function describeRestarts(open: Open): void {
  const now = freshStore(open);
  const again = (given: Partial<Restart> = {}): Partial<ParkRequest> => ({
    restart: { on: [branch('seen')], ms: DAY, window: null, graceMs: 0, ...given },
  });
  const happens = async (name: string, at: number, receivedAt = at) => {
    await now().store.append([event('ann', name, { timestamp: at, receivedAt })]);
    return route(now().store, receivedAt);
  };
  const deadlines = async () => (await waits(now().engine)).map((row) => [row.state, row.deadline_at]);
  const times = async () =>
    (await waits(now().engine)).map((row) => [row.state, row.deadline_at, row.commit_at, row.restarted_at]);

  test('each event moves the deadline and none ends the wait', async () => {
    await enterAndPark(now().store, 'ann', again());
    expect(await happens('seen', T0 + HOUR)).toMatchObject({ resolved: 0 });
    await happens('seen', T0 + 3 * HOUR);
    const deadline = DEADLINE + 3 * HOUR;
    expect(await times()).toEqual([['open', deadline, deadline, T0 + 3 * HOUR]]);
    expect(await now().store.nextDeadline()).toBe(deadline);
    expect(await now().store.resolveDue(deadline - 1, 10)).toMatchObject({ timedOut: 0 });
    expect(await now().store.resolveDue(deadline, 10)).toMatchObject({ timedOut: 1 });
    const [person] = await run(now().store, WAIT, 'on', deadline);
    expect(found(person).wait?.result).toMatchObject({ branchId: null, deadlineAt: deadline });
  });

  test('an event that arrives late, or in the wrong order, never shortens it', async () => {
    await enterAndPark(now().store, 'ann', again({ ms: HOUR }));
    await happens('seen', T0 + HOUR);
    expect(await times()).toEqual([['open', DEADLINE, DEADLINE, null]]);
    await happens('seen', DEADLINE - 1);
    await happens('seen', DEADLINE - HOUR / 2, DEADLINE);
    expect(await times()).toEqual([['open', DEADLINE + HOUR - 1, DEADLINE + HOUR - 1, DEADLINE - 1]]);
  });

  test('an event after the deadline counts once an earlier one has moved it', async () => {
    await enterAndPark(now().store, 'ann', { ...again({ graceMs: DAY }), graceMs: DAY });
    await happens('seen', DEADLINE + HOUR);
    expect(await times()).toEqual([['open', DEADLINE, DEADLINE + DAY, null]]);
    await happens('seen', T0 + 2 * HOUR, DEADLINE + 2 * HOUR);
    const deadline = DEADLINE + DAY + HOUR;
    expect(await times()).toEqual([['open', deadline, deadline + DAY, DEADLINE + HOUR]]);
  });

  test('what happened in the time gained ends the wait although it had been routed before', async () => {
    await enterAndPark(now().store, 'ann', { ...again({ graceMs: DAY }), graceMs: DAY });
    expect(await happens('paid', DEADLINE + HOUR)).toMatchObject({ resolved: 0 });
    expect(await happens('seen', T0 + 2 * HOUR, DEADLINE + 3 * HOUR)).toMatchObject({ resolved: 1 });
    const [person] = await run(now().store, WAIT, 'on', DEADLINE + 3 * HOUR);
    expect(found(person).wait?.result).toMatchObject({
      branchId: 'paid',
      event: { at: DEADLINE + HOUR },
      deadlineAt: DEADLINE + 2 * HOUR,
    });
  });

  test('one that is in the log but not routed moves the deadline before the time-out is written', async () => {
    await enterAndPark(now().store, 'ann', again());
    await now().store.append([event('ann', 'seen', { at: DEADLINE })]);
    expect(await now().store.resolveDue(DEADLINE + 1, 10)).toMatchObject({ timedOut: 0, matched: 0 });
    expect(await times()).toEqual([['open', DEADLINE + DAY, DEADLINE + DAY, DEADLINE]]);
    await route(now().store, DEADLINE + 2);
    expect(await times()).toEqual([['open', DEADLINE + DAY, DEADLINE + DAY, DEADLINE]]);
  });

  test('one that moves the deadline, but not beyond now, lets it time out with the new deadline', async () => {
    await enterAndPark(now().store, 'ann', again({ ms: HOUR }));
    await now().store.append([event('ann', 'seen', { at: DEADLINE })]);
    expect(await now().store.resolveDue(DEADLINE + DAY, 10)).toMatchObject({ timedOut: 1 });
    expect(await deadlines()).toEqual([['timed_out', DEADLINE + HOUR]]);
    await happens('paid', DEADLINE + 2, DEADLINE + DAY);
    expect(await counted(now().engine, 'late_match')).toBe(1);
  });

  test('what is found on arrival counts too, and makes in time who would have come too late', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await happens('seen', T0 + 5 * HOUR);
    const late = { startedAt: T0 + 8 * HOUR, deadlineAt: T0 + 6 * HOUR, late: 'skip' } as const;
    const request = parking(found(ann), { ...again({ ms: 6 * HOUR }), ...late });
    expect(await now().store.park([request])).toEqual([{ kind: 'parked' }]);
    expect(await times()).toEqual([['open', T0 + 11 * HOUR, T0 + 11 * HOUR, T0 + 5 * HOUR]]);
  });

  test('a merge of ids moves the deadline by what happened under the other id', async () => {
    await enterAndPark(now().store, 'anon', again());
    await happens('seen', T0 + HOUR);
    expect(await deadlines()).toEqual([['open', DEADLINE]]);
    await now().store.append([event('ann', '$alias', { at: T0 + HOUR, properties: { alias: 'anon' } })]);
    await route(now().store, T0 + HOUR);
    expect(await deadlines()).toEqual([['open', DEADLINE + HOUR]]);
    await happens('seen', T0 + 2 * HOUR);
    expect(await deadlines()).toEqual([['open', DEADLINE + 2 * HOUR]]);
  });

  test('with all branches: what has happened stays, while the deadline moves', async () => {
    const all = { branches: [branch('paid'), branch('rated')], allOf: true };
    await enterAndPark(now().store, 'ann', { ...again(), ...all });
    await happens('paid', T0 + HOUR);
    await happens('seen', T0 + 2 * HOUR);
    await happens('seen', T0 + 3 * HOUR);
    expect(await happens('rated', DEADLINE + 3 * HOUR)).toMatchObject({ resolved: 1 });
  });
}
