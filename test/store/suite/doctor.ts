import { sql } from 'kysely';
import { diagnose } from '../../../journey/store/doctor';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  BOOT,
  DAY,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  HOUR,
  MINUTE,
  parking,
  ROOMY,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
} from '../kit';
import { callFor } from './calls';
import { couponFor } from './coupons';

/** What the doctor finds: each fault is planted, and a store without it is healthy. */
export function describeDoctor(open: Open): void {
  const now = freshStore(open);
  const examine = (at = T0, examples = 3) => diagnose(now().engine, { now: at, realNow: Date.now, examples });
  const kinds = async (at = T0) =>
    (await examine(at)).findings.map(({ kind, count, needsAttention }) => [kind, count, needsAttention]);
  const execute = (text: string) => sql.raw(text).execute(now().engine.db);
  const inside = async () => {
    await now().store.heartbeat(BOOT, [TRIGGER], T0);
    return enterAndPark(now().store);
  };
  const crash = async () => {
    for (const boot of ['boot-2', 'boot-3', 'boot-4']) {
      await now().store.recover(boot, { ...ROOMY, othersAreDead: true }, T0);
      // Whoever crashed goes alone.
      for (const person of [1, 2]) await run(now().store, TRIGGER, `run ${boot} ${person}`, T0, boot);
    }
  };

  test('a journey at work is healthy, and so is a store without any', async () => {
    expect(await examine()).toMatchObject({ findings: [], waiting: 0, lastSeenMs: null, instanceId: null });
    await now().store.claimInstance('n8n-1', false);
    const ann = await inside();
    await now().store.issueCoupons([couponFor(found((await enter(now().store, ['bob']))[0]))]);
    await now().store.recordMetrics([]);
    const healthy = await examine();
    expect(healthy).toMatchObject({ findings: [], waiting: 1, instanceId: 'n8n-1', schemaVersion: 2 });
    expect(healthy.figures).toMatchObject({ unrouted: 0, deliveries: { running: 1 }, waitsDue: 0 });
    expect(healthy.lastSeenMs).toBeGreaterThanOrEqual(0);
    expect(ann.userId).toBe('ann');
  });

  test.each([
    ['wait_orphaned', `update journey_enrollment set state = 'ended'`],
    ['wait_orphaned', `delete from journey_enrollment`],
    ['wait_without_data', `delete from journey_wait_data`],
    ['person_stuck', `update journey_wait set state = 'cancelled'`],
  ])('%s after: %s', async (kind, fault) => {
    const { enrollmentId } = await inside();
    await execute(fault);
    const { findings } = await examine();
    expect(findings).toMatchObject([{ kind, needsAttention: true, count: 1, workflowId: 'journey' }]);
    const [wait] = await now().engine.db.selectFrom('journey_wait').select('id').execute();
    expect(findings[0]?.examples).toEqual([kind === 'person_stuck' ? enrollmentId : found(wait).id]);
  });

  test('rows that were left behind are good to know', async () => {
    const { enrollmentId } = await inside();
    await execute(`delete from journey_wait where enrollment_id = '${enrollmentId}'`);
    await execute(`update journey_enrollment set state = 'ended'`);
    expect(await kinds()).toEqual([['rows_left', 1, false]]);
  });

  test('a delivery whose person, event or kept data is gone', async () => {
    await inside();
    await now().store.append([event('ann', 'paid')]);
    await route(now().store);
    await execute(`delete from journey_wait_data`);
    expect(await kinds()).toEqual([['delivery_without_data', 1, true]]);
    await execute(`delete from journey_enrollment`);
    expect(await kinds()).toEqual([['delivery_orphaned', 1, true]]);
  });

  test('an entry whose event is gone', async () => {
    await now().store.heartbeat(BOOT, [], T0);
    await now().store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
    await now().store.append([event('ann', 'start')]);
    await route(now().store);
    expect(await kinds()).toEqual([]);
    await execute(`delete from journey_event`);
    expect(await kinds()).toEqual([['delivery_without_data', 1, true]]);
  });

  test('the dead, with the reason, by node', async () => {
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    await crash();
    await now().store.recover('boot-5', { ...ROOMY, othersAreDead: true }, T0);
    const { findings } = await examine();
    expect(findings).toMatchObject([
      { kind: 'dead', count: 2, ...TRIGGER, reason: 'the process died (3 times)', oldestAt: T0 },
    ]);
    expect([...found(findings[0]).examples].sort()).toEqual(
      [found(ann).deliveryId, found(bob).deliveryId].sort(),
    );
    expect((await examine(T0, 1)).findings[0]?.examples).toHaveLength(1);
  });

  test('what is held needs attention unless somebody paused it; what failed is known to n8n', async () => {
    const people = await enter(now().store, ['ann', 'bob', 'cat']);
    const ref = (index: number) => ({ id: found(people[index]).deliveryId, attempt: 1 });
    await now().store.holdPeople([ref(0)], 'paused');
    await now().store.holdPeople([ref(1)], 'node_missing');
    await now().store.finish('entry', { kind: 'stopped' }, T0);
    expect((await examine()).findings.map((one) => [one.kind, one.reason, one.needsAttention])).toEqual(
      expect.arrayContaining([
        ['held', 'paused', false],
        ['held', 'node_missing', true],
        ['failed', 'stopped', false],
      ]),
    );
  });

  test('calls whose end nobody knows; one that may still be asked for again is not among them', async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    const call = callFor(person, { leaseMs: 0 });
    await now().store.reserveCall(call);
    await now().store.reserveCall({ ...call, key: 'cut off' });
    expect(await kinds()).toEqual([]);
    await now().store.reserveCall(call);
    const unknown = { kind: 'call_unknown', reason: 'coupon_service', nodeId: 'coupon', oldestAt: T0 };
    expect((await examine()).findings).toMatchObject([{ ...unknown, examples: [call.key] }]);
    expect((await examine()).figures.callsUnknown).toBe(1);
    await now().store.finish('entry', { kind: 'success' }, T0);
    expect((await examine()).findings).toMatchObject([{ ...unknown, count: 2 }]);
  });

  test('events that were put aside, apart from merges that were refused', async () => {
    await now().store.append([event('ann', 'poison')]);
    await now().store.buryNext('it broke', T0 + 1);
    await now().store.append([
      event('bob', '$alias', { properties: { alias: 'device' } }),
      event('cat', '$alias', { properties: { alias: 'device' } }),
    ]);
    for (let batch = 0; batch < 4; batch += 1) await route(now().store);
    expect((await examine()).findings).toMatchObject([
      { kind: 'event_dead', count: 1, reason: 'it broke', examples: ['1'], needsAttention: true },
      { kind: 'alias_refused', count: 1, examples: ['3'], needsAttention: false },
    ]);
  });

  test('coupons that do not add up', async () => {
    const people = await enter(now().store, ['ann', 'bob']);
    await now().store.issueCoupons(people.map((person) => couponFor(person)));
    expect(await kinds()).toEqual([]);
    await execute(`update journey_coupon_code set state = 'free'`);
    await execute(`update journey_coupon_plan set issued = 1`);
    expect(await kinds()).toEqual([
      ['coupon_code_free', 2, true],
      ['coupon_count', 1, true],
    ]);
  });

  test('events that nobody routes, once they are old; and who does not work at all', async () => {
    await now().store.append([event('ann', 'start'), event('bob', 'start', { at: T0 + MINUTE })]);
    expect(await kinds()).toEqual([['nobody_works', 2, true]]);
    await now().store.heartbeat(BOOT, [], T0);
    expect(await kinds(T0 + 5 * MINUTE)).toEqual([]);
    const { findings, figures } = await examine(T0 + 5 * MINUTE + 1);
    expect(findings).toMatchObject([{ kind: 'router_behind', count: 2, oldestAt: T0 }]);
    expect(figures).toMatchObject({ unrouted: 2, oldestUnroutedAt: T0 });
    await now().engine.db.updateTable('journey_process').set({ heartbeat_at: 0 }).execute();
    expect(await kinds(T0 + 5 * MINUTE + 1)).toEqual([['nobody_works', 2, true]]);
    await route(now().store);
    expect(await kinds(T0 + DAY)).toEqual([]);
  });

  test('deadlines and deliveries that are overdue, by journey', async () => {
    await inside();
    expect(await kinds(T0 + DAY + MINUTE)).toEqual([]);
    expect((await examine(T0 + DAY + HOUR)).findings).toMatchObject([
      { kind: 'deadlines_behind', count: 1, oldestAt: T0 + DAY },
    ]);
    await now().store.resolveDue(T0 + DAY + HOUR, 10);
    const { findings, figures } = await examine(T0 + DAY + 2 * HOUR);
    expect(findings).toMatchObject([{ kind: 'dispatch_behind', count: 1, workflowId: 'journey' }]);
    expect(figures.ready).toEqual([{ ...WAIT, maxPerMinute: null, count: 1, oldestAt: T0 + DAY + HOUR }]);
    await run(now().store, WAIT, 'late', T0 + DAY + 2 * HOUR);
    expect(await kinds(T0 + DAY + 3 * HOUR)).toEqual([]);
  });

  test('a clock of this machine that differs from the store', async () => {
    const apart = (ms: number) =>
      diagnose(now().engine, { now: T0, realNow: () => Date.now() + ms, examples: 1 }).then(
        ({ findings }) => findings,
      );
    expect(await apart(0)).toEqual([]);
    expect(await apart(-HOUR)).toMatchObject([{ kind: 'clock_off', reason: '3600 s' }]);
  });

  test('whoever only waits is in no figure', async () => {
    const people = await enter(now().store, ['ann', 'bob', 'cat']);
    await now().store.park(people.map((person) => parking(person)));
    await now().store.finish('entry', { kind: 'success' }, T0);
    expect(await now().store.figures(T0)).toEqual({
      unrouted: 0,
      oldestUnroutedAt: null,
      deliveries: {},
      ready: [],
      waitsDue: 0,
      oldestDueAt: null,
      callsUnknown: 0,
      eventsDead: 0,
      poolsEmpty: 0,
    });
  });
}
