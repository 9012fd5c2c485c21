import type { EntryRule } from '../../../journey/domain/entry';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  counted,
  DAY,
  deliveries,
  enrollments,
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
import { couponFor } from './coupons';

/** Who leaves a journey before its end, whose goal is reached, and who only walks along. */
export function describeLeaving(open: Open): void {
  const now = freshStore(open);
  const rule = (given: Partial<EntryRule>) =>
    now().store.putRule({ ...TRIGGER, rule: entryRule(given) }, { fresh: true, now: T0 });
  const append = (...events: ReturnType<typeof event>[]) => now().store.append(events);
  const bought = { events: ['bought'], conditions: null };

  test('an exit ends the enrollment, its wait and its deliveries in the transaction that routes the event', async () => {
    await enterAndPark(now().store);
    await rule({ exits: [bought] });
    await append(event('ann', 'bought', { at: T0 + 1 }));
    await route(now().store);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'exit_rule' }]);
    expect(await waits(now().engine)).toMatchObject([{ state: 'cancelled' }]);
    await append(event('ann', 'paid', { at: T0 + 2 }));
    expect(await route(now().store)).toMatchObject({ resolved: 0 });
  });

  test('a person who runs is told to leave at the next wait and gets no coupon', async () => {
    await rule({ exits: [bought] });
    await append(event('ann', 'start', { at: T0 }));
    await route(now().store);
    const ann = found((await run(now().store, TRIGGER, 'entry'))[0]);
    await append(event('ann', 'bought', { at: T0 + 1 }));
    await route(now().store);
    expect(await now().store.park([parking(ann)])).toEqual([{ kind: 'exited' }]);
    expect(await now().store.issueCoupons([couponFor(ann)])).toEqual([{ kind: 'exited' }]);
  });

  test('a continuation that is ready and not claimed goes with it', async () => {
    await enterAndPark(now().store);
    await rule({ exits: [bought] });
    await append(event('ann', 'paid', { at: T0 + 1 }), event('ann', 'bought', { at: T0 + 2 }));
    expect(await route(now().store)).toMatchObject({ resolved: 1 });
    expect(await run(now().store, WAIT, 'continuation')).toEqual([]);
    expect((await deliveries(now().engine)).map(({ state }) => state)).not.toContain('ready');
  });

  test('who enters and leaves in one batch was there, and starts nothing', async () => {
    await rule({ exits: [bought] });
    await append(event('ann', 'start', { at: T0 }), event('ann', 'bought', { at: T0 + 1 }));
    await route(now().store);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'exit_rule' }]);
    expect(await deliveries(now().engine)).toEqual([]);
  });

  test('who becomes known late has bought already: the goal counts, and nothing starts', async () => {
    await rule({ exits: [bought], goal: { ...bought, windowMs: DAY } });
    await append(event('ann', 'bought', { at: T0 + 5 }), event('bob', 'bought', { at: T0 - 1 }));
    await route(now().store);
    await append(event('ann', 'start', { at: T0 }), event('bob', 'start', { at: T0 }));
    await route(now().store);
    expect(await enrollments(now().engine)).toMatchObject([
      { user_id: 'ann', state: 'ended', reason: 'exit_rule', goal_at: T0 + 5 },
      { user_id: 'bob', state: 'active', goal_at: null },
    ]);
    expect((await deliveries(now().engine)).map((row) => row.user_id)).toEqual(['bob']);
    expect(await counted(now().engine, 'goal')).toBe(1);
  });

  test('an earlier passage is not told again what it was told before', async () => {
    await rule({ reEntry: { mode: 'always' } });
    await append(event('ann', 'start', { at: T0 }), event('ann', 'bought', { at: T0 + 9 }));
    await route(now().store);
    await now().store.putRule(
      { ...TRIGGER, rule: entryRule({ reEntry: { mode: 'always' }, exits: [bought] }) },
      { fresh: false, now: T0 },
    );
    await append(event('ann', 'start', { at: T0 + 1 }));
    await route(now().store);
    expect((await enrollments(now().engine)).map((row) => row.state)).toEqual(['active', 'ended']);
  });

  test('a goal is counted once per enrollment, also after the end, within its window', async () => {
    await rule({ goal: { ...bought, windowMs: DAY } });
    await append(event('ann', 'start', { at: T0 }), event('bob', 'start', { at: T0 }));
    await route(now().store);
    await now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
    await append(event('ann', 'bought', { at: T0 + DAY }), event('bob', 'bought', { at: T0 + DAY + 1 }));
    await route(now().store, T0 + 2 * DAY);
    await append(event('ann', 'bought', { at: T0 + 5 }));
    await route(now().store, T0 + 2 * DAY);
    const goals = (await enrollments(now().engine)).map(({ user_id, goal_at }) => [user_id, goal_at]);
    expect(goals.sort()).toEqual([
      ['ann', T0 + DAY],
      ['bob', null],
    ]);
    expect(await counted(now().engine, 'goal')).toBe(1);
  });

  test('whoever is held out enters, waits, and would have got a coupon', async () => {
    await rule({ holdoutPercent: 100 });
    await append(event('ann', 'start', { at: T0 }));
    await route(now().store);
    const ann = found((await run(now().store, TRIGGER, 'entry'))[0]);
    expect(ann.holdout).toBe(true);
    expect(await now().store.issueCoupons([couponFor(ann)])).toEqual([{ kind: 'would_have' }]);
    expect(await now().engine.db.selectFrom('journey_coupon_issue').selectAll().execute()).toEqual([]);
    expect(await now().store.park([parking(ann)])).toEqual([{ kind: 'parked' }]);
  });

  test('of a pause, what is young enough is caught up with', async () => {
    await rule({});
    await append(event('ann', 'start', { at: T0 + 1 }), event('bob', 'start', { at: T0 + DAY }));
    await route(now().store, T0 + DAY);
    expect(await now().store.dropPausedEntries(TRIGGER, T0, T0 + DAY)).toBe(1);
    expect((await enrollments(now().engine)).map((row) => row.user_id)).toEqual(['bob']);
  });
}
