import type { NodeRef } from '../../../journey/ports/store';
import { resolve } from '../../../journey/store/resolve';
import { endJourney } from '../../../journey/store/stranded';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  DAY,
  deliveries,
  enrollments,
  enter,
  enterAndPark,
  event,
  found,
  HOUR,
  route,
  T0,
  TRIGGER,
  WAIT,
} from '../kit';

const LIMITS = { missingMs: 7 * DAY, unpublishedMs: 400 * DAY };
const KEEP = { eventsMs: 400 * DAY, waitsMs: 7 * DAY };

/** People whose node or whose journey is gone. */
export function describeStranded(open: Open): void {
  const now = freshStore(open);
  const upkeep = async (listening: readonly NodeRef[], at: number) => {
    await now().store.holdUnheard(listening);
    return now().store.endStranded(listening, at, LIMITS);
  };
  const states = async () => (await enrollments(now().engine)).map((row) => row.reason ?? row.state);
  const reasons = async () =>
    (await deliveries(now().engine)).filter((row) => row.state === 'held').map((row) => row.reason);
  const continues = async () => {
    await enterAndPark(now().store);
    await now().store.append([event('ann', 'paid', { at: T0 + 1 })]);
    await route(now().store, T0 + HOUR);
  };

  test('whose node is gone is held for seven days, to the millisecond, then the journey ends for them', async () => {
    await continues();
    expect(await upkeep([TRIGGER], T0 + HOUR)).toBe(0);
    expect(await upkeep([TRIGGER], T0 + HOUR + 7 * DAY - 1)).toBe(0);
    expect(await states()).toEqual(['active']);
    expect(await upkeep([TRIGGER], T0 + HOUR + 7 * DAY)).toBe(1);
    expect(await states()).toEqual(['journey_changed']);
    expect((await deliveries(now().engine)).map((row) => row.state)).toEqual(['settled', 'settled']);
  });

  test('a node that comes back in time goes on with them', async () => {
    await continues();
    await upkeep([TRIGGER], T0 + HOUR);
    await now().store.releaseHeld(WAIT, T0 + 6 * DAY);
    expect(await upkeep([TRIGGER, WAIT], T0 + 30 * DAY)).toBe(0);
    expect(await now().store.takeReady(WAIT, 10, 'boot', T0 + 30 * DAY)).toHaveLength(1);
  });

  test('the days of a way out that is gone go on counting over restarts of n8n', async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    await now().store.holdPeople([{ id: person.deliveryId, attempt: 1 }], 'node_missing');
    await upkeep([TRIGGER], T0);
    await now().store.releaseHeld(TRIGGER, T0 + 5 * DAY);
    const [again] = await now().store.takeReady(TRIGGER, 10, 'boot', T0 + 5 * DAY);
    await now().store.claim([found(again)], 'again', 'boot');
    await now().store.holdPeople([found(again)], 'node_missing');
    expect(await upkeep([TRIGGER], T0 + 7 * DAY)).toBe(1);
  });

  test('a pause keeps everybody, and what is missing after it has seven days again', async () => {
    await continues();
    await upkeep([TRIGGER], T0 + HOUR);
    expect(await upkeep([], T0 + 20 * DAY)).toBe(0);
    expect(await reasons()).toEqual(['paused']);
    expect(await upkeep([TRIGGER], T0 + 20 * DAY)).toBe(0);
    expect(await reasons()).toEqual(['node_missing']);
    expect(await upkeep([TRIGGER], T0 + 27 * DAY)).toBe(1);
  });

  test('whom an admin sends on again has seven days again', async () => {
    await continues();
    await upkeep([TRIGGER], T0);
    const held = found((await deliveries(now().engine)).find((row) => row.state === 'held'));
    await resolve(now().engine, held.id, 'again', T0 + 6 * DAY);
    await upkeep([TRIGGER], T0 + 6 * DAY);
    expect(await upkeep([TRIGGER], T0 + 12 * DAY)).toBe(0);
    expect(await upkeep([TRIGGER], T0 + 13 * DAY)).toBe(1);
  });

  test('a journey that was last published 400 days ago lets everybody go, so that the log can be forgotten', async () => {
    await enterAndPark(now().store, 'ann', { deadlineAt: null });
    await now().store.heartbeat('boot', [TRIGGER], T0 + DAY);
    await upkeep([], T0 + 401 * DAY);
    expect(await states()).toEqual(['active']);
    // Control: as long as it is published, everybody stays.
    await upkeep([TRIGGER], T0 + 500 * DAY);
    expect(await states()).toEqual(['active']);
    expect(await upkeep([], T0 + 401 * DAY + 1)).toBe(1);
    expect(await states()).toEqual(['journey_changed']);
    await now().store.append([event('bob', 'start', { at: T0 + 402 * DAY })]);
    expect(await route(now().store, T0 + 402 * DAY)).toMatchObject({ entered: 0 });
    await now().store.prune(T0 + 402 * DAY, KEEP);
    expect(await now().engine.db.selectFrom('journey_event').select('user_id').execute()).toEqual([
      { user_id: 'bob' },
    ]);
  });

  test('an admin ends a journey that was deleted at once, never one that is published', async () => {
    await enterAndPark(now().store);
    const end = (at: number, id = 'journey') => endJourney(now().engine, id, at);
    expect(await end(T0 + 59_000)).toEqual({ kind: 'published' });
    expect(await end(T0 + DAY, 'other')).toEqual({ kind: 'not_found' });
    expect(await end(T0 + DAY)).toEqual({ kind: 'ended', people: 1 });
    expect(await states()).toEqual(['journey_changed']);
    expect(await end(T0 + DAY)).toEqual({ kind: 'not_found' });
  });
}
