import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  DAY,
  deliveries,
  enter,
  enterAndPark,
  event,
  found,
  parking,
  route,
  run,
  T0,
  WAIT,
  waits,
} from '../kit';

const KEEP = { eventsMs: 30 * DAY, waitsMs: 10 * DAY };

/** Forgetting, without taking anything from people who are still inside. */
export function describePrune(open: Open): void {
  const now = freshStore(open);
  const log = async () =>
    (await now().engine.db.selectFrom('journey_event').select('name').orderBy('seq').execute()).map(
      (row) => row.name,
    );

  test('forgets routed events after their retention, to the millisecond', async () => {
    await now().store.append([event('ann', 'old', { at: T0 }), event('ann', 'young', { at: T0 + 1 })]);
    await route(now().store);
    await now().store.prune(T0 + 30 * DAY, KEEP);
    expect(await log()).toEqual(['old', 'young']);
    await now().store.prune(T0 + 30 * DAY + 1, KEEP);
    expect(await log()).toEqual(['young']);
  });

  test('keeps events that nobody has routed', async () => {
    await now().store.append([event('ann', 'old')]);
    await now().store.prune(T0 + 400 * DAY, KEEP);
    expect(await log()).toEqual(['old']);
    expect(await route(now().store)).toMatchObject({ events: 1 });
  });

  test('keeps the entry event of an active enrollment and all that came after it', async () => {
    await now().store.append([event('zoe', 'before')]);
    await enterAndPark(now().store, 'ann', { deadlineAt: null });
    await now().store.append([event('zoe', 'after')]);
    await route(now().store);
    await now().store.prune(T0 + 400 * DAY, KEEP);
    expect(await log()).toEqual(['start', 'after']);
    await now().store.append([event('ann', 'paid', { at: T0 + 401 * DAY })]);
    await route(now().store);
    expect(await run(now().store, WAIT, 'continuation')).toMatchObject([{ entryEvent: { event: 'start' } }]);
  });

  test('forgets waits of enrollments that ended long ago, with their data and deliveries', async () => {
    await enterAndPark(now().store);
    await now().store.resolveDue(T0 + DAY, 10);
    await run(now().store, WAIT, 'continuation', T0 + DAY);
    await now().store.finish('continuation', { kind: 'success' }, T0 + DAY);
    await now().store.prune(T0 + 11 * DAY, KEEP);
    expect(await waits(now().engine)).toHaveLength(1);
    await now().store.prune(T0 + 11 * DAY + 1, KEEP);
    expect(await waits(now().engine)).toEqual([]);
    expect(await now().engine.db.selectFrom('journey_wait_data').selectAll().execute()).toEqual([]);
    expect((await deliveries(now().engine)).filter((row) => row.wait_id !== null)).toEqual([]);
  });

  test('keeps every wait of an active enrollment, also those that ended', async () => {
    await enterAndPark(now().store);
    await now().store.resolveDue(T0 + DAY, 10);
    await now().store.prune(T0 + 400 * DAY, KEEP);
    expect(await waits(now().engine)).toHaveLength(1);
    const [person] = await run(now().store, WAIT, 'continuation', T0 + 400 * DAY);
    expect(found(person).wait?.carried.json).toEqual({ of: 'ann' });
  });

  test('works in bounded steps and says whether there is more', async () => {
    await now().store.append(Array.from({ length: 1500 }, (_, index) => event(`user-${index}`, 'old')));
    await route(now().store, T0, 2000);
    expect(await now().store.prune(T0 + 31 * DAY, KEEP)).toBe(true);
    expect(await log()).toHaveLength(500);
    expect(await now().store.prune(T0 + 31 * DAY, KEEP)).toBe(false);
    expect(await log()).toEqual([]);
  });

  test('after everything was forgotten the log goes on where it was', async () => {
    await now().store.append([event('ann', 'old')]);
    await route(now().store);
    await now().store.prune(T0 + 31 * DAY, KEEP);
    const { reopen } = now();
    if (reopen) now.replace(await reopen());
    const [person] = await enter(now().store, ['ann']);
    expect(person).toMatchObject({ entryEvent: { seq: 2 } });
    expect(await now().store.progress()).toMatchObject({ head: 2, cursor: 2 });
  });

  test('an empty log is not behind its own cursor', async () => {
    await now().store.append([event('ann', 'old')]);
    await route(now().store);
    await now().store.prune(T0 + 31 * DAY, KEEP);
    const { head, cursor } = await now().store.progress();
    expect(head).toBeGreaterThanOrEqual(cursor);
  });

  test('the day moves on with pruning, so that old hashes are forgotten', async () => {
    const same = event('ann', 'a');
    await now().store.prune(T0, KEEP);
    await now().store.append([same]);
    await now().store.prune(T0 + 7 * DAY, KEEP);
    expect(await now().store.append([same])).toEqual(['duplicate']);
    await now().store.prune(T0 + 17 * DAY, KEEP);
    expect(await now().store.append([same])).toEqual(['accepted']);
  });

  test('somebody who parks while pruning goes on loses nothing', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await Promise.all([now().store.prune(T0 + 400 * DAY, KEEP), now().store.park([parking(found(ann))])]);
    expect(await now().store.peopleOf('entry')).toHaveLength(1);
    expect((await waits(now().engine)).map((row) => row.state)).toEqual(['open']);
  });
}
