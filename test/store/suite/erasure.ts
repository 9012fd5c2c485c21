import { sql } from 'kysely';
import type { ErasureRequest } from '../../../journey/ports/store';
import type { Engine } from '../../../journey/store/engine';
import type { Schema } from '../../../journey/store/schema';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  branch,
  DAY,
  deliveries,
  enrollments,
  enter,
  enterAndPark,
  entryRule,
  event,
  found,
  HOUR,
  parking,
  personOf,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
  waits,
} from '../kit';
import { contactFor } from './contacts';
import { couponFor } from './coupons';
import { alias } from './identity';
import { metricFor } from './metrics';
import { changeFor } from './profiles';

/** Everything that is stored, as text; the memory of seen events holds hashes only. */
export async function everythingStored(engine: Engine): Promise<string> {
  const tables: (keyof Schema)[] = [
    'journey_event',
    'journey_event_dead',
    'journey_profile',
    'journey_alias',
    'journey_enrollment',
    'journey_wait',
    'journey_wait_event',
    'journey_wait_data',
    'journey_delivery',
    'journey_effect',
    'journey_erasure',
    'journey_consent',
    'journey_contact',
    'journey_step',
    'journey_metric',
    'journey_coupon_issue',
  ];
  const rows = [];
  for (const table of tables)
    rows.push((await sql`select * from ${sql.table(table)}`.execute(engine.db)).rows);
  return JSON.stringify(rows);
}

/** A wish to erase somebody, in the name of no step, whose ids are refused for thirty days. */
export function erasing(userId: string, given: Partial<ErasureRequest> = {}): ErasureRequest {
  return { userId, step: null, refuseMs: 30 * DAY, now: T0 + HOUR, ...given };
}

/** A person is forgotten, and what is counted stays. */
export function describeErasure(open: Open): void {
  const now = freshStore(open);
  const ANN = 'ann@home.example';
  const happen = async (...events: ReturnType<typeof event>[]) => {
    const outcomes = await now().store.append(events);
    for (;;) if ((await route(now().store)).events === 0) return outcomes;
  };
  const erase = (given: Partial<ErasureRequest> = {}) => now().store.erase(erasing(ANN, given));
  const report = () => now().store.report({ workflowId: 'journey', range: 'entry', from: null, to: null });

  test('nothing that leads to them is left in any table, and what was counted is', async () => {
    const rule = entryRule({ reEntry: { mode: 'always' }, instancePath: 'properties.car' });
    await now().store.putRule({ ...TRIGGER, rule }, { fresh: true, now: T0 });
    await happen(
      event('anon-81', 'start', { properties: { car: 'WOB-AN-1' } }),
      event('bob', 'start', { properties: { car: 'B-OB-2' } }),
    );
    const people = await run(now().store, TRIGGER, 'entry');
    const ann = found(people.find(({ userId }) => userId === 'anon-81'));
    const bob = found(people.find(({ userId }) => userId === 'bob'));
    await now().store.issueCoupons([couponFor(ann), couponFor(bob)]);
    await now().store.recordMetrics([metricFor(personOf(ann)), metricFor(personOf(bob))]);
    await now().store.recordSteps(
      people.map(({ enrollmentId }) => ({
        ...TRIGGER,
        key: enrollmentId,
        enrollmentId,
        version: 'v1',
        outcome: 'entered',
        at: T0,
      })),
    );
    const contact = contactFor(ann, { address: '+49 170 8181' });
    await now().store.reserveContact(contact);
    const said = { key: contact.key, attempt: 1, state: 'done', result: `sent to ${ANN}` } as const;
    await now().store.settleContact({ ...said, provider: 'kannel', messageId: 'm' });
    await now().store.setConsents([{ userId: 'anon-81', channel: 'sms', category: '', given: true, at: T0 }]);
    await now().store.changeProfiles([changeFor(ann, { kind: 'set', traits: { name: ANN } })]);
    await now().store.park([
      parking(ann, { carried: { json: { mail: ANN }, lineage: [], trimmed: false } }),
      parking(bob),
    ]);
    await now().store.finish('entry', { kind: 'success' }, T0);
    await happen(alias('anon-81', ANN), event(ANN, 'paid', { at: T0 + 1 }));
    await now().store.append([event('anon-81', 'start'), event(ANN, '$identify')]);
    const before = await report();

    expect(await erase()).toEqual({
      kind: 'erased',
      report: { ids: 2, events: 5, passages: 1, ended: 1, messages: 1, coupons: 1 },
    });
    const stored = await everythingStored(now().engine);
    for (const trace of [ANN, 'anon-81', 'WOB-AN-1', '8181']) expect(stored).not.toContain(trace);
    expect(stored).toContain('B-OB-2');
    expect(await report()).toEqual(before.map((row) => ({ ...row, left: { erased: 1 } })));
    expect(await now().store.couponStock('welcome')).toMatchObject({ issued: 2, faceValue: 1600 });
    expect(await enrollments(now().engine)).toMatchObject([
      { user_id: expect.stringMatching(/^erased:[0-9a-f]{32}$/) as string, reason: 'erased', state: 'ended' },
      { user_id: 'bob', state: 'active' },
    ]);
    await route(now().store);
    expect(await enrollments(now().engine)).toHaveLength(2);
    expect(await now().store.resolveDue(T0 + DAY, 10)).toMatchObject({ timedOut: 1 });
  });

  test('their events are refused under every id, also where another event names one; those of others are not', async () => {
    await enterAndPark(now().store, ANN);
    await happen(alias('anon-81', ANN));
    await erase();
    const later = { at: T0 + 2 * HOUR };
    const outcomes = await happen(
      event(ANN, 'start', later),
      event('bob', 'start', later),
      event('anon-81', 'paid', later),
      event('bob', '$identify', { ...later, properties: { $anonymousId: 'anon-81' } }),
    );
    expect(outcomes).toEqual(['erased', 'accepted', 'erased', 'erased']);
    const stored = await everythingStored(now().engine);
    expect([stored.includes(ANN), stored.includes('anon-81'), stored.includes('bob')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(
      await now().store.changeProfiles([
        { userId: ANN, step: null, change: { kind: 'score', name: 'score', by: 1 }, at: T0 + 2 * HOUR },
      ]),
    ).toEqual([{ kind: 'erased' }]);
  });

  test('after the time they are somebody new: the same event is taken, they enter and get a coupon; and are erased again', async () => {
    const [person] = await enter(now().store, [ANN]);
    await now().store.issueCoupons([couponFor(found(person))]);
    await erase();
    const back = event(ANN, 'start', { at: T0 + HOUR + 30 * DAY - 1 });
    expect(await happen(back)).toEqual(['erased']);
    expect(await happen({ ...back, receivedAt: T0 + HOUR + 30 * DAY })).toEqual(['accepted']);
    const [again] = await run(now().store, TRIGGER, 'again', T0 + 31 * DAY);
    expect(again?.userId).toBe(ANN);
    expect(await now().store.issueCoupons([couponFor(found(again))])).toMatchObject([{ kind: 'issued' }]);
    expect(await erase({ now: T0 + 31 * DAY })).toMatchObject({ report: { passages: 1, coupons: 1 } });
    expect(await everythingStored(now().engine)).not.toContain(ANN);
  });

  test('an execution that runs meanwhile is told that they have left, and nothing of it stays open', async () => {
    const person = found((await enter(now().store, [ANN]))[0]);
    await erase();
    expect(await now().store.park([parking(person)])).toEqual([{ kind: 'exited' }]);
    expect(await now().store.issueCoupons([couponFor(person)])).toEqual([{ kind: 'exited' }]);
    expect(await now().store.recordMetrics([metricFor(personOf(person))])).toEqual(['exited']);
    expect(await now().store.reserveContact(contactFor(person))).toEqual({ kind: 'exited' });
    expect(await now().store.peopleOf('entry')).toMatchObject([{ enrollmentId: person.enrollmentId }]);
    await now().store.finish('entry', { kind: 'store_error', message: 'x' }, T0);
    expect(await run(now().store, TRIGGER, 'again', T0 + DAY)).toEqual([]);
    expect((await deliveries(now().engine)).map(({ state }) => state)).toEqual(['settled']);
  });

  test('who is about to start or continue does neither', async () => {
    await enterAndPark(now().store, ANN);
    await happen(event(ANN, 'paid', { at: T0 + 1 }), event('bob', 'start', { at: T0 + 1 }));
    const refs = await now().store.takeReady(WAIT, 10, 'boot-1', T0 + 1);
    expect(refs).toHaveLength(1);
    await erase();
    expect(await now().store.claim(refs, 'late', 'boot-1')).toEqual([]);
    await now().store.erase(erasing('bob'));
    expect(await run(now().store, TRIGGER, 'none')).toEqual([]);
  });

  test('a failed passage leaves no message and cannot be retried', async () => {
    const [person] = await enter(now().store, [ANN]);
    await now().store.finish('entry', { kind: 'error', message: `no route to ${ANN}` }, T0);
    await erase();
    expect(await everythingStored(now().engine)).not.toContain(ANN);
    const revived = await now().store.revive('journey', [found(person).enrollmentId], 'retry', 'boot-1');
    expect(revived).toEqual([]);
  });

  test('a step of a journey erases once: a replay gets the same answer, of its own person and of another', async () => {
    const [person, other] = await enter(now().store, [ANN, 'bob']);
    const step = (key: string, who = person) => ({ person: personOf(found(who)), key, nodeId: 'erase' });
    const own = await erase({ step: step('own') });
    expect(own).toMatchObject({ kind: 'erased', report: { passages: 1 } });
    expect(await erase({ step: step('own') })).toEqual(own);
    expect(await erase({ step: step('next') })).toEqual({ kind: 'exited' });
    await happen(event('eve', 'seen'));
    const byBob = { step: step('bob', other), userId: 'eve' };
    expect(await erase(byBob)).toMatchObject({ report: { events: 1 } });
    expect(await erase(byBob)).toMatchObject({ report: { events: 1 } });
    const stale = { ...found(other), attempt: 0 };
    expect(await erase({ step: step('stale', stale) })).toEqual({ kind: 'stale_attempt' });
  });

  test('an open wait of theirs meets nothing any more; one for time only does not time out', async () => {
    await enterAndPark(now().store, ANN, { branches: [branch('paid'), branch('called')] });
    await erase();
    expect((await waits(now().engine)).map(({ state }) => state)).toEqual(['cancelled']);
    expect(await now().store.resolveDue(T0 + 2 * DAY, 10)).toMatchObject({ timedOut: 0, matched: 0 });
  });

  test('a later erasure prolongs the refusal, a shorter one does not end it; then it is forgotten', async () => {
    const hashes = async () =>
      now().engine.db.selectFrom('journey_erasure').select('until').orderBy('until').execute();
    await erase();
    await erase({ refuseMs: DAY });
    expect(await hashes()).toEqual([{ until: T0 + HOUR + 30 * DAY }]);
    await erase({ refuseMs: 60 * DAY });
    expect(await hashes()).toEqual([{ until: T0 + HOUR + 60 * DAY }]);
    await now().store.prune(T0 + HOUR + 60 * DAY - 1, { eventsMs: DAY, waitsMs: DAY });
    expect(await hashes()).toHaveLength(1);
    await now().store.prune(T0 + HOUR + 60 * DAY, { eventsMs: DAY, waitsMs: DAY });
    expect(await hashes()).toEqual([]);
  });
}
