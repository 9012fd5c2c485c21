import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  BOOT,
  DAY,
  deliveries,
  enrollments,
  enter,
  enterAndPark,
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

const FAILED = { kind: 'error', message: 'the node failed' } as const;

/** An admin retries an execution whose people ended in an error. */
export function describeRevival(open: Open): void {
  const now = freshStore(open);
  const revive = (ids: readonly string[], execution = 'retried') =>
    now().store.revive('journey', ids, execution, BOOT);
  const failed = async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    await now().store.finish('entry', FAILED, T0);
    return person;
  };

  test('gives the person a new attempt, inside the journey again', async () => {
    const before = await failed();
    const [person] = await revive([before.enrollmentId]);
    expect(person).toMatchObject({
      deliveryId: before.deliveryId,
      attempt: 2,
      entryEvent: { event: 'start' },
    });
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'active', reason: null, error: null }]);
    expect(await now().store.park([parking(found(person))])).toEqual([{ kind: 'parked' }]);
    await now().store.finish('retried', { kind: 'success' }, T0);
    expect(await now().store.progress()).toMatchObject({ openWaits: 1, deliveries: {} });
  });

  test('the attempt before it is stale', async () => {
    const before = await failed();
    await revive([before.enrollmentId]);
    expect(await now().store.park([parking(before)])).toEqual([{ kind: 'stale_attempt' }]);
  });

  test('twice at once revives once', async () => {
    const before = await failed();
    const both = await Promise.all([
      revive([before.enrollmentId], 'one'),
      revive([before.enrollmentId], 'two'),
    ]);
    expect(both.flat()).toHaveLength(1);
  });

  test('a wait that the failure has cancelled begins again, and has seen what came meanwhile', async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    const waiting = { settles: false, lookBack: { mode: 'step' } } as const;
    expect(await now().store.park([parking(person, waiting)])).toEqual([{ kind: 'parked' }]);
    await now().store.finish('entry', FAILED, T0);
    expect(await waits(now().engine)).toMatchObject([{ state: 'cancelled' }]);
    await now().store.append([event('ann', 'paid', { at: T0 + 5 })]);
    await route(now().store);
    const again = found((await revive([person.enrollmentId]))[0]);
    const later = parking(again, { ...waiting, startedAt: T0 + 10 });
    expect(await now().store.park([later])).toMatchObject([
      { kind: 'resolved', result: { branchId: 'paid', startedAt: T0 + 10 } },
    ]);
    expect(await waits(now().engine)).toMatchObject([{ state: 'resolved', wait_key: later.waitKey }]);
  });

  test('such a wait stands like any other where nothing came', async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    await now().store.park([parking(person, { settles: false })]);
    await now().store.finish('entry', FAILED, T0);
    const again = found((await revive([person.enrollmentId]))[0]);
    expect(await now().store.park([parking(again, { settles: false })])).toEqual([{ kind: 'parked' }]);
    await now().store.finish('retried', { kind: 'success' }, T0);
    await now().store.append([event('ann', 'paid', { at: T0 + 5 })]);
    await route(now().store);
    expect(await run(now().store, WAIT, 'continuation', T0 + 5)).toMatchObject([{ userId: 'ann' }]);
  });

  test('failing again ends again, with the new error', async () => {
    const before = await failed();
    await revive([before.enrollmentId]);
    await now().store.finish('retried', { kind: 'error', message: 'again' }, T0 + 1);
    expect(await enrollments(now().engine)).toMatchObject([
      { state: 'ended', reason: 'error', error: 'again', ended_at: T0 + 1 },
    ]);
  });

  test('continues a wait with what was kept there', async () => {
    const before = await enterAndPark(now().store);
    await now().store.resolveDue(T0 + DAY, 10);
    await run(now().store, WAIT, 'continuation', T0 + DAY);
    await now().store.finish('continuation', FAILED, T0 + DAY);
    const [person] = await revive([before.enrollmentId]);
    expect(found(person).wait).toMatchObject({
      carried: { json: { of: 'ann' } },
      result: { branchId: null },
    });
  });

  test('whoever completed, is still inside, or belongs to another workflow is left alone', async () => {
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    await now().store.finish('entry', { kind: 'success' }, T0);
    expect(await revive([found(ann).enrollmentId, found(bob).enrollmentId, 'nobody'])).toEqual([]);
    expect(await now().store.revive('second', [found(ann).enrollmentId], 'retried', BOOT)).toEqual([]);
    expect(await revive([])).toEqual([]);
  });

  test('a wait whose data was forgotten cannot be continued, and nothing is left running', async () => {
    const before = await enterAndPark(now().store);
    await now().store.resolveDue(T0 + DAY, 10);
    await run(now().store, WAIT, 'continuation', T0 + DAY);
    await now().store.finish('continuation', FAILED, T0 + DAY);
    await now().store.prune(T0 + 30 * DAY, { eventsMs: 400 * DAY, waitsMs: DAY });
    expect(await revive([before.enrollmentId])).toEqual([]);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended' }]);
    expect((await deliveries(now().engine)).map((row) => row.state)).not.toContain('running');
  });

  test('one revived branch of a fork completes, although another has failed for good', async () => {
    const before = await failed();
    await now()
      .engine.db.insertInto('journey_delivery')
      .values({
        ...found((await deliveries(now().engine))[0]),
        id: 'other branch',
        node_id: 'other',
        ready_at: T0 - 1,
      })
      .execute();
    const [person] = await revive([before.enrollmentId]);
    expect(person).toMatchObject({ deliveryId: before.deliveryId });
    await now().store.finish('retried', { kind: 'success' }, T0);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'completed' }]);
    expect(await now().store.takeReady(TRIGGER, 10, BOOT, T0)).toEqual([]);
  });
}
