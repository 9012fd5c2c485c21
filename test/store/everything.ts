import type { Opened } from './engines';
import {
  BOOT,
  branch,
  DAY,
  enter,
  entryRule,
  equals,
  event,
  found,
  newId,
  parking,
  personOf,
  ROOMY,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
} from './kit';
import { behaviour } from './suite/behaviours';
import { callFor } from './suite/calls';
import { contactFor } from './suite/contacts';
import { couponFor } from './suite/coupons';
import { erasing } from './suite/erasure';
import { metricFor } from './suite/metrics';
import { changeFor } from './suite/profiles';

const LASTING = { missingMs: 7 * DAY, unpublishedMs: 400 * DAY };

/** A story in which every method of the store has something to do. */
export async function tellEverything({ store }: Opened): Promise<void> {
  const people = await enter(
    store,
    ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'],
    entryRule({ reEntry: { mode: 'always' }, exits: [{ events: ['never'], conditions: null }] }),
  );
  await store.issueCoupons(people.map((person) => couponFor(person)));
  await store.addCodes('pool', ['ONE', 'TWO'], T0);
  await store.addCodes('pool', ['ONE'], T0);
  const fromPool = { planId: 'pool', effectKey: 'pool', newCode: null };
  await store.issueCoupons([couponFor(found(people[0]), fromPool)]);
  await store.couponStock('pool');
  const call = callFor(found(people[0]), { leaseMs: 0 });
  await store.reserveCall(call);
  await store.reserveCall({ ...call, idempotent: true });
  await store.settleCall({ key: call.key, attempt: 2, state: 'open', result: null });
  await store.reserveCall(call);
  const contact = contactFor(found(people[0]));
  await store.setConsents([{ userId: 'ann', channel: 'sms', category: '', given: true, at: T0 }]);
  await store.setConsents([{ userId: 'gus', channel: 'sms', category: '', given: true, at: T0 }]);
  await store.reserveContact(contact);
  await store.settleContact({
    ...contact,
    attempt: 1,
    state: 'failed',
    result: '',
    provider: 'k',
    messageId: null,
  });
  await store.reserveContact({ ...contact, key: 'sent' });
  const report = { key: 'sent', attempt: 1, state: 'done', result: '' } as const;
  await store.settleContact({ ...report, provider: 'k', messageId: 'm' });
  await store.contactOf({ by: 'key', key: 'sent' });
  await store.contactOf({ by: 'message', provider: 'k', messageId: 'm' });
  await store.isSending('k');
  await store.contactOf({ by: 'address', address: '138', notOn: ['call'] });
  await store.park(people.slice(0, 3).map((person) => parking(person)));
  await store.park(people.slice(0, 3).map((person) => parking(person)));
  const patient = {
    waitKey: 'patient',
    branches: [branch('rated'), branch('shared')],
    allOf: true,
    restart: { on: [branch('browsed')], ms: DAY / 2, window: null, graceMs: 0 },
  };
  await store.park([parking(found(people[1]), patient)]);
  await store.recordSteps([
    { ...WAIT, key: newId(), enrollmentId: newId(), version: '', outcome: 'entered', at: T0 },
  ]);
  const step = { kind: 'score', name: 'score', by: 1 } as const;
  await store.changeProfiles([changeFor(found(people[0]), step), changeFor(found(people[0]), step)]);
  await store.userProfiles(['ann', 'gus']);
  await store.passagesOf({ userId: 'ann', workflowId: 'journey', activeOnly: true });
  await store.passagesOf({ userId: 'ann', workflowId: null, activeOnly: false });
  await store.profilesOf(['ann']);
  await store.talliesOf(
    // As many as one statement takes: with few of them SQLite chooses another plan.
    ['ann', ...Array.from({ length: 999 }, (_, place) => `user-${place}`)],
    [behaviour('start'), behaviour('paid', {}, equals('source', 'x'))],
    T0,
  );
  await store.recordMetrics(people.map((person) => metricFor(personOf(person))));
  const version = {
    workflowId: 'journey',
    version: 'v1',
    name: null,
    nodes: {},
    timeScale: 1,
    seenAt: T0,
    published: true,
  };
  await store.putVersion(version);
  await store.journeyMaps(['journey']);
  for (const range of ['entry', 'event'] as const) {
    await store.report({ workflowId: 'journey', range, from: T0, to: T0 + DAY });
    await store.report({ workflowId: 'journey', range, from: null, to: null });
  }
  await store.peopleOf('entry');
  await store.markNativeWait('entry');
  await store.standings(people.map(personOf));
  await store.waitsSince(parking(found(people[0])).waitKey);
  await store.callTasks(WAIT, 10);
  await store.finish('entry', { kind: 'error', message: 'x' }, T0);
  await store.append([event('ann', 'paid', { at: T0 + 1 })]);
  await route(store);
  await store.append([
    event('gus', '$identify', { properties: { plan: 'pro' } }),
    event('cat', '$identify', { properties: { $anonymousId: 'gus' } }),
    event('cat', '$alias', { properties: { alias: 'hal' } }),
    event('ann', '$alias', { properties: { alias: 'hal' } }),
    event('gus', 'seen'),
  ]);
  for (let batch = 0; batch < 5; batch += 1) await route(store);
  await store.append(['rated', 'browsed'].map((name) => event('bob', name, { at: T0 + DAY - 1 })));
  await route(store);
  await store.append([event('bob', 'paid', { at: T0 + 1 })]);
  await store.resolveDue(T0 + DAY, 10);
  await store.append([event('cat', 'paid', { at: T0 + 1 })]);
  await route(store);
  await run(store, WAIT, 'continuation', T0 + DAY);
  await store.finish('continuation', { kind: 'success' }, T0 + DAY);
  await run(store, TRIGGER, 'alone', T0 + DAY);
  await store.finish('alone', { kind: 'store_error', message: 'x' }, T0 + DAY);
  await run(store, TRIGGER, 'alone again', T0 + 2 * DAY);
  await store.finish('alone again', { kind: 'error', message: 'x' }, T0 + DAY);
  await store.revive(
    'journey',
    people.map((person) => person.enrollmentId),
    'retried',
    BOOT,
  );
  await store.holdPeople([{ id: found(people[4]).deliveryId, attempt: 4 }], 'broken_lineage');
  await store.heartbeat(BOOT, [TRIGGER], T0);
  await run(store, TRIGGER, 'lost', T0 + 2 * DAY);
  await store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
  await store.append([event('gus', 'start'), event('hal', 'start')]);
  await route(store);
  await store.holdUnheard([WAIT]);
  for (const listening of [[WAIT], [], [WAIT]]) await store.endStranded(listening, T0, LASTING);
  await store.dropPausedEntries(TRIGGER, T0 - 1, Number.MAX_SAFE_INTEGER);
  await store.releaseHeld(TRIGGER, T0);
  await store.countEnd('journey', true);
  await store.countEnd('journey', false);
  await store.append([event('ann', 'poison')]);
  await store.buryNext('poison', T0);
  await store.ruleLiveAt(TRIGGER);
  await store.append([event('ivy', 'start')]);
  await route(store);
  await store.readyAt([TRIGGER, WAIT], T0);
  await store.takeReady(TRIGGER, 1, BOOT, T0, 5);
  await store.underWay([{ id: 'nobody', attempt: 1 }]);
  await store.giveBack(BOOT, [], T0);
  await store.nextDeadline();
  await store.erase(erasing('ann'));
  await store.append([event('ann', 'seen'), event('bob', 'seen')]);
  await store.progress();
  await store.figures(T0);
  await store.claimInstance('instance', false);
  await store.tokenSecret();
  await store.holdUnheard([WAIT]);
  await store.endStranded([WAIT], T0, { missingMs: 0, unpublishedMs: DAY });
  await store.endStranded([], T0 + 1, { missingMs: 0, unpublishedMs: 0 });
  await store.prune(T0 + 400 * DAY, { eventsMs: DAY, waitsMs: DAY });
  await store.keepRules('journey', []);
}
