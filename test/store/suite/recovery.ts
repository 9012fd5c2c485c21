import { sql } from 'kysely';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  BOOT,
  deliveries,
  enrollments,
  enter,
  entryRule,
  event,
  found,
  parking,
  ROOMY,
  route,
  run,
  T0,
  TRIGGER,
} from '../kit';

const DEAD = { ...ROOMY, othersAreDead: true };

/** What dead processes held, and what was emitted and never claimed. */
export function describeRecovery(open: Open): void {
  const now = freshStore(open);
  const recover = (limits = DEAD, boot = 'boot-2') => now().store.recover(boot, limits, T0);
  const states = async () =>
    (await deliveries(now().engine)).map((row) => [row.user_id, row.state, row.alone]);
  const emitted = async (...users: string[]) => {
    await now().store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
    await now().store.append(users.map((user) => event(user, 'start')));
    await route(now().store);
    return now().store.takeReady(TRIGGER, 100, BOOT, T0);
  };
  const age = (column: 'emitted_at' | 'heartbeat_at', ms: number) => {
    const table = column === 'emitted_at' ? 'journey_delivery' : 'journey_process';
    return sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} - ${ms}`.execute(
      now().engine.db,
    );
  };

  test('emitted by a dead process: ready again, together, and the old emission cannot be claimed', async () => {
    const refs = await emitted('ann', 'bob');
    expect(await recover()).toEqual({ again: 2, dead: 0 });
    expect(await states()).toEqual([
      ['ann', 'ready', 0],
      ['bob', 'ready', 0],
    ]);
    expect(await now().store.claim(refs, 'late', BOOT)).toEqual([]);
    const again = await now().store.takeReady(TRIGGER, 100, 'boot-2', T0);
    expect(await now().store.claim(refs, 'late', BOOT)).toEqual([]);
    expect(await now().store.claim(again, 'new', 'boot-2')).toHaveLength(2);
  });

  test('running in a dead process: who parked is settled, who crashed goes again alone', async () => {
    const [ann] = await enter(now().store, ['ann', 'bob']);
    await now().store.park([parking(found(ann))]);
    expect(await recover()).toEqual({ again: 1, dead: 0 });
    expect(await states()).toEqual([
      ['ann', 'settled', 0],
      ['bob', 'ready', 1],
    ]);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'active' }, { state: 'active' }]);
  });

  test('three crashes and the delivery is dead, the enrollment ends with the error', async () => {
    await enter(now().store, ['ann']);
    for (const attempt of [2, 3]) {
      expect(await recover(DEAD, `boot-${attempt}`)).toEqual({ again: 1, dead: 0 });
      expect(await run(now().store, TRIGGER, `run ${attempt}`, T0, `boot-${attempt}`)).toMatchObject([
        { attempt },
      ]);
    }
    expect(await recover(DEAD, 'boot-4')).toEqual({ again: 0, dead: 1 });
    expect(await states()).toEqual([['ann', 'dead', 0]].map(([user, state]) => [user, state, 1]));
    expect(await enrollments(now().engine)).toMatchObject([
      { state: 'ended', reason: 'error', error: 'the process died (3 times)' },
    ]);
    expect(await recover(DEAD, 'boot-5')).toEqual({ again: 0, dead: 0 });
  });

  test('what is held by this very process is left alone', async () => {
    await enter(now().store, ['ann']);
    expect(await recover(DEAD, BOOT)).toEqual({ again: 0, dead: 0 });
    expect(await states()).toEqual([['ann', 'running', 0]]);
  });

  test('emitted by a living process and never claimed: ready again after the start timeout', async () => {
    const refs = await emitted('ann');
    expect(await recover(ROOMY, BOOT)).toEqual({ again: 0, dead: 0 });
    await age('emitted_at', ROOMY.startTimeoutMs + 1000);
    expect(await recover(ROOMY, BOOT)).toEqual({ again: 1, dead: 0 });
    expect(await now().store.claim(refs, 'late', BOOT)).toEqual([]);
  });

  test('running for long in a living process is not touched by the start timeout', async () => {
    await enter(now().store, ['ann']);
    await age('emitted_at', ROOMY.startTimeoutMs + 1000);
    expect(await recover(ROOMY, BOOT)).toEqual({ again: 0, dead: 0 });
  });

  test('a process that says it is alive keeps what it holds; one that fell silent loses it', async () => {
    if (now().engine.exclusive) return; // One process owns the store: every other boot is dead.
    await enter(now().store, ['ann']);
    await now().store.heartbeat(BOOT, [], T0);
    expect(await recover(ROOMY)).toEqual({ again: 0, dead: 0 });
    await age('heartbeat_at', ROOMY.leaseMs * 2 - 60_000);
    expect(await recover(ROOMY)).toEqual({ again: 0, dead: 0 });
    await age('heartbeat_at', 120_000);
    expect(await recover(ROOMY)).toEqual({ again: 1, dead: 0 });
  });

  test('a process that never said it was alive is dead', async () => {
    await enter(now().store, ['ann']);
    expect(await recover(ROOMY)).toEqual({ again: 1, dead: 0 });
  });

  test('a heartbeat again keeps the process alive', async () => {
    if (now().engine.exclusive) return;
    await enter(now().store, ['ann']);
    await now().store.heartbeat(BOOT, [], T0);
    await age('heartbeat_at', ROOMY.leaseMs * 3);
    await now().store.heartbeat(BOOT, [], T0);
    expect(await recover(ROOMY)).toEqual({ again: 0, dead: 0 });
  });

  test('where one process owns the store, every other boot is dead at once', async () => {
    if (!now().engine.exclusive) return;
    await enter(now().store, ['ann']);
    await now().store.heartbeat(BOOT, [], T0);
    expect(await recover(ROOMY)).toEqual({ again: 1, dead: 0 });
  });

  test('people in a native wait are never given back', async () => {
    await enter(now().store, ['ann']);
    await now().store.markNativeWait('entry');
    expect(await recover()).toEqual({ again: 0, dead: 0 });
    expect(await states()).toEqual([['ann', 'in_native_wait', 0]]);
  });

  test('the store ties itself to one instance, until another takes it over', async () => {
    expect(await now().store.claimInstance('first', false)).toBe('first');
    expect(await now().store.claimInstance('second', false)).toBe('first');
    expect(await now().store.claimInstance('second', true)).toBe('second');
    expect(await now().store.claimInstance('first', false)).toBe('second');
  });

  test('what was taken is under way until it is given back, by its attempt', async () => {
    const [ann] = await enter(now().store, ['ann']);
    const refs = [{ id: found(ann).deliveryId, attempt: 1 }];
    expect(await now().store.underWay(refs)).toEqual(refs);
    await recover();
    expect(await now().store.underWay(refs)).toEqual([]);
    const again = await now().store.takeReady(TRIGGER, 1, BOOT, T0);
    expect([await now().store.underWay(refs), await now().store.underWay(again)]).toEqual([[], again]);
  });
}
