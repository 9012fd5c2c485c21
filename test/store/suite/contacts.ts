import type { ContactGuards, FrequencyCap } from '../../../journey/domain/contact/guards';
import type { ClaimedPerson, ContactRequest } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { DAY, enter, entryRule, event, found, HOUR, newId, route, run, T0, TRIGGER } from '../kit';
import { callFor } from './calls';
import { alias } from './identity';

export const DAILY: FrequencyCap = { limit: 1, per: { kind: 'day' }, of: 'channel' };

export function guardsFor(given: Partial<ContactGuards> = {}): ContactGuards {
  return {
    channel: 'sms',
    category: 'offers',
    transactional: false,
    consent: 'unlessRefused',
    hours: null,
    caps: [DAILY],
    zone: 'UTC',
    ...given,
  };
}

/** A wish to send somebody an SMS, one a day at the most. */
export function contactFor(person: ClaimedPerson, given: Partial<ContactRequest> = {}): ContactRequest {
  return {
    ...callFor(person, { key: `${person.deliveryId}/message/0`, nodeId: 'message', kind: 'message' }),
    guards: guardsFor(),
    workflowId: 'journey',
    provider: 'kannel',
    address: '+86 138 0000 0000',
    ...given,
  };
}

/** Guards, caps over all journeys and the way back to a message. */
export function describeContacts(open: Open): void {
  const now = freshStore(open);
  const ann = async () => found((await enter(now().store, ['ann']))[0]);
  const reserve = (person: ClaimedPerson, given: Partial<ContactRequest> = {}) =>
    now().store.reserveContact(contactFor(person, { key: newId(), ...given }));
  const settle = (key: string, state: 'done' | 'failed' | 'unknown' | 'open', attempt = 1) =>
    now().store.settleContact({ key, attempt, state, result: state, provider: 'kannel', messageId: 'm-1' });
  const kept = () =>
    now().engine.db.selectFrom('journey_contact').select(['key', 'user_id', 'message_id']).execute();
  const again = async (user: string, rule: Parameters<typeof enter>[2]) => {
    await now().store.putRule({ ...TRIGGER, rule: found(rule) }, { fresh: false, now: T0 });
    await now().store.append([event(user, 'start')]);
    await route(now().store);
    return found((await run(now().store, TRIGGER, newId()))[0]);
  };

  test('a message that goes out counts, and the next one of the day is capped', async () => {
    const person = await ann();
    expect(await reserve(person, { key: 'one' })).toEqual({ kind: 'reserved', attempt: 1 });
    expect(await reserve(person)).toEqual({ kind: 'capped', cap: DAILY });
    expect(await settle('one', 'done')).toBe(true);
    expect(await reserve(person)).toEqual({ kind: 'capped', cap: DAILY });
    expect(await reserve(person, { now: T0 + DAY })).toMatchObject({ kind: 'reserved' });
    expect(await kept()).toHaveLength(2);
  });

  test('the cap spans passages and journeys', async () => {
    const rule = entryRule({ reEntry: { mode: 'always' } });
    const first = found((await enter(now().store, ['ann'], rule))[0]);
    await reserve(first);
    expect(await reserve(await again('ann', rule), { workflowId: 'another' })).toMatchObject({
      kind: 'capped',
    });
  });

  test('what was refused by the provider gives its place back, and may be tried again', async () => {
    const person = await ann();
    await reserve(person, { key: 'one' });
    await settle('one', 'failed');
    expect(await kept()).toEqual([]);
    expect(await reserve(person, { key: 'one' })).toEqual({ kind: 'reserved', attempt: 2 });
    expect(await reserve(person)).toMatchObject({ kind: 'capped' });
  });

  test('what may have been sent counts, and is never sent again', async () => {
    const person = await ann();
    await reserve(person, { key: 'one', leaseMs: 0 });
    expect(await reserve(person, { key: 'one' })).toEqual({ kind: 'unknown', result: null });
    await reserve(person, { key: 'two', now: T0 + DAY });
    await settle('two', 'unknown');
    expect(await reserve(person, { now: T0 + DAY + 1 })).toMatchObject({ kind: 'capped' });
    expect(await kept()).toHaveLength(2);
  });

  test('a service that honours our key gets it again, and the message counts once', async () => {
    const person = await ann();
    const caps: FrequencyCap[] = [{ ...DAILY, limit: 2 }];
    const given = { guards: guardsFor({ caps }), idempotent: true, leaseMs: 0 };
    await reserve(person, { ...given, key: 'one' });
    // Refused meanwhile: the guards were passed by the first call.
    await now().store.setConsents([{ userId: 'ann', channel: 'sms', category: '', given: false, at: T0 }]);
    expect(await reserve(person, { ...given, key: 'one' })).toEqual({ kind: 'reserved', attempt: 2 });
    await settle('one', 'open', 2);
    expect(await reserve(person, { ...given, key: 'one' })).toEqual({ kind: 'reserved', attempt: 3 });
    expect(await kept()).toHaveLength(1);
    expect(await settle('one', 'failed', 2)).toBe(false);
    expect(await kept()).toHaveLength(1);
  });

  test('transactional messages are neither capped nor counted', async () => {
    const person = await ann();
    const guards = guardsFor({ transactional: true });
    await reserve(person);
    expect(await reserve(person, { guards })).toMatchObject({ kind: 'reserved' });
    await reserve(person, { guards, now: T0 + DAY });
    expect(await reserve(person, { now: T0 + DAY })).toMatchObject({ kind: 'reserved' });
  });

  test('a refusal stops the message, before hours and caps', async () => {
    const person = await ann();
    const said = { userId: 'ann', channel: 'sms', category: '', at: T0 };
    await now().store.setConsents([{ ...said, given: false }]);
    expect(await reserve(person)).toEqual({ kind: 'suppressed', reason: 'refused' });
    await now().store.setConsents([{ ...said, given: true, at: T0 - 1 }]);
    expect(await reserve(person)).toEqual({ kind: 'suppressed', reason: 'refused' });
    await now().store.setConsents([{ ...said, given: true, at: T0 + 1 }]);
    expect(await reserve(person)).toMatchObject({ kind: 'reserved' });
    expect(await now().engine.db.selectFrom('journey_effect').select('state').execute()).toHaveLength(1);
  });

  test('hours are those of the profile, and a deferral reserves nothing', async () => {
    const person = await ann();
    await now().store.append([event('ann', '$identify', { properties: { timezone: 'Asia/Shanghai' } })]);
    await route(now().store);
    const window = { days: [], hours: [{ from: 9 * 60, to: 18 * 60 }], zone: 'UTC', holidays: null };
    const guards = guardsFor({ hours: { window, clock: 'person', outside: 'wait', spreadMs: 0 } });
    // Noon in UTC is eight in the evening in Shanghai.
    expect(await reserve(person, { guards })).toEqual({ kind: 'deferred', until: T0 + 13 * HOUR });
    expect(await reserve(person, { guards, now: T0 + 13 * HOUR })).toMatchObject({ kind: 'reserved' });
    expect(await kept()).toHaveLength(1);
  });

  test('who is held out gets nothing and uses up nothing, once the guards let it through', async () => {
    const person = found((await enter(now().store, ['ann'], entryRule({ holdoutPercent: 100 })))[0]);
    expect(await reserve(person)).toEqual({ kind: 'would_have' });
    await now().store.setConsents([{ userId: 'ann', channel: 'sms', category: '', given: false, at: T0 }]);
    expect(await reserve(person)).toMatchObject({ kind: 'suppressed' });
    expect(await kept()).toEqual([]);
  });

  test('nothing is sent for somebody who has left, or for a stale attempt', async () => {
    const person = await ann();
    expect(await reserve({ ...person, attempt: 2 })).toEqual({ kind: 'stale_attempt' });
    await now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
    expect(await reserve(person)).toEqual({ kind: 'exited' });
    expect(await kept()).toEqual([]);
  });

  test('a missing address is told only of who is there and has not refused, and uses up nothing', async () => {
    const person = await ann();
    const window = { days: [], hours: [{ from: 0, to: 60 }], zone: 'UTC', holidays: null };
    const guards = guardsFor({ hours: { window, outside: 'wait', spreadMs: 0 } });
    const lost = { address: null, guards };
    expect(await reserve(person, lost)).toEqual({ kind: 'no_address' });
    await now().store.setConsents([{ userId: 'ann', channel: 'sms', category: '', given: false, at: T0 }]);
    expect(await reserve(person, lost)).toEqual({ kind: 'suppressed', reason: 'refused' });
    await now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
    expect(await reserve(person, lost)).toEqual({ kind: 'exited' });
    expect(await kept()).toEqual([]);
    expect(await now().engine.db.selectFrom('journey_effect').select('state').execute()).toEqual([]);
  });

  test('a message whose address has vanished since is not sent again, whatever the service honours', async () => {
    const person = await ann();
    const given = { key: 'one', idempotent: true };
    await reserve(person, given);
    expect(await reserve(person, { ...given, address: null })).toEqual({ kind: 'in_progress' });
    await settle('one', 'open');
    expect(await reserve(person, { ...given, address: null })).toEqual({ kind: 'unknown', result: 'open' });
    expect(await reserve(person, given)).toEqual({ kind: 'unknown', result: 'open' });
    expect(await kept()).toHaveLength(1);
  });

  test('two ids of one person share messages and what they have said', async () => {
    const people = await enter(now().store, ['anon', 'ann'], entryRule({ reEntry: { mode: 'always' } }));
    const [anon, known] = [found(people[0]), found(people[1])];
    await reserve(anon);
    const said = (userId: string, category: string, given: boolean, at: number) => ({
      ...{ userId, channel: 'sms', category, given, at },
    });
    await now().store.setConsents([
      said('anon', 'news', false, T0 + 2),
      said('ann', 'news', true, T0 + 1),
      said('anon', 'tips', true, T0),
      said('ann', 'tips', false, T0),
      said('anon', 'games', false, T0),
    ]);
    await now().store.append([alias('anon', 'ann')]);
    await route(now().store);
    expect(await reserve(known)).toMatchObject({ kind: 'capped' });
    const rows = await now()
      .engine.db.selectFrom('journey_consent')
      .selectAll()
      .orderBy('category')
      .execute();
    expect(rows.map((row) => [row.user_id, row.category, row.given])).toEqual([
      ['ann', 'games', 0],
      ['ann', 'news', 0],
      ['ann', 'tips', 0],
    ]);
    expect(await kept()).toMatchObject([{ user_id: 'ann' }]);
    // Said under the old id later, it is the user's.
    await now().store.setConsents([said('anon', 'news', true, T0 + 9)]);
    const guards = guardsFor({ category: 'news', caps: [] });
    expect(await reserve(known, { guards })).toMatchObject({ kind: 'reserved' });
  });

  test('what comes back is found by our key, by the id of the provider, or by the number', async () => {
    const person = await ann();
    const guards = guardsFor({ caps: [] });
    await reserve(person, { guards, key: 'one' });
    await reserve(person, { guards, key: 'two', now: T0 + 1 });
    await settle('two', 'done');
    const find = now().store.contactOf;
    expect(await find({ by: 'key', key: 'one' })).toEqual({
      key: 'one',
      userId: 'ann',
      enrollmentId: person.enrollmentId,
      channel: 'sms',
      category: 'offers',
      at: T0,
      messageId: null,
    });
    const message = { by: 'message', provider: 'kannel', messageId: 'm-1' } as const;
    expect(await find(message)).toMatchObject({ key: 'two', messageId: 'm-1' });
    expect(await find({ ...message, provider: 'twilio' })).toBeNull();
    const number = { by: 'address', address: '13800000000', notOn: ['call'] } as const;
    expect(await find(number)).toMatchObject({ key: 'two' });
    await reserve(person, { guards: { ...guards, channel: 'call' }, key: 'task', now: T0 + 2 });
    expect(await find(number)).toMatchObject({ key: 'two' });
    expect(await find({ ...number, notOn: ['call', 'sms'] })).toBeNull();
    expect(await find({ ...number, address: '+1 380 000 0000' })).toBeNull();
  });

  test('forgets messages after the retention of events', async () => {
    await reserve(await ann());
    const retention = { eventsMs: DAY, waitsMs: DAY };
    await now().store.prune(T0 + DAY, retention);
    expect(await kept()).toHaveLength(1);
    await now().store.prune(T0 + DAY + 1, retention);
    expect(await kept()).toEqual([]);
  });
}
