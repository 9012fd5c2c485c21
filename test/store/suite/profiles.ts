import type { ProfileChange } from '../../../journey/domain/profile-change';
import type { ClaimedPerson, ProfileRequest } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  enter,
  entryRule,
  event,
  found,
  HOUR,
  newId,
  parking,
  personOf,
  route,
  run,
  T0,
  TRIGGER,
} from '../kit';
import { couponFor } from './coupons';
import { alias } from './identity';

/** A wish of somebody's step to change their profile; each with a key of its own unless it is given one. */
export function changeFor(
  person: ClaimedPerson,
  change: ProfileRequest['change'],
  given: { readonly key?: string; readonly userId?: string; readonly at?: number } = {},
): ProfileRequest {
  const { key = newId(), userId = person.userId, at = T0 } = given;
  return { userId, step: { person: personOf(person), key, nodeId: 'profile' }, change, at };
}

const plus = (by: number, name = 'score'): ProfileChange => ({ kind: 'score', name, by });

/** What a workflow says about people, and what a support desk sees of them. */
export function describeProfiles(open: Open): void {
  const now = freshStore(open);
  const ann = async () => found((await enter(now().store, ['ann']))[0]);
  const say = (...changes: ProfileRequest['change'][]) =>
    now().store.changeProfiles(changes.map((change) => ({ userId: 'ann', step: null, change, at: T0 })));
  const traits = async (userId = 'ann') => found((await now().store.userProfiles([userId]))[0]).traits;

  test('traits, tags and scores in the order said; the outcome is the profile after it', async () => {
    const outcomes = await say(
      { kind: 'set', traits: { plan: 'pro', tags: 'vip' } },
      { kind: 'tag', add: ['new', 'vip'], remove: [] },
      plus(5),
      plus(-2),
      { kind: 'score', name: 'nps', to: 9 },
      { kind: 'tag', add: [], remove: ['vip', 'none'] },
    );
    expect(outcomes.map((outcome) => 'profile' in outcome && outcome.profile.traits['score'])).toEqual([
      undefined,
      undefined,
      5,
      3,
      3,
      3,
    ]);
    expect(await traits()).toEqual({ plan: 'pro', tags: ['new'], score: 3, nps: 9 });
  });

  test('what sources say is one profile with it; what is older only adds', async () => {
    const later = event('ann', '$identify', { at: T0 + HOUR, properties: { plan: 'free' } });
    await now().store.append([later]);
    await route(now().store);
    await say({ kind: 'set', traits: { plan: 'pro', city: 'Ulm' } }, plus(1));
    expect(await traits()).toEqual({ plan: 'free', city: 'Ulm', score: 1 });
  });

  test('scores that are added at once are all there', async () => {
    await Promise.all(Array.from({ length: 20 }, () => say(plus(1), plus(2, 'points'))));
    expect(await traits()).toEqual({ score: 20, points: 40 });
  });

  test("a step's change is made once, whatever is replayed, and its answer is the profile as it is now", async () => {
    const person = await ann();
    const change = changeFor(person, plus(10), { key: 'step' });
    await now().store.changeProfiles([change]);
    await say(plus(1));
    const [again] = await now().store.changeProfiles([change]);
    expect(again).toMatchObject({ kind: 'changed', profile: { traits: { score: 11 } } });
    await now().store.changeProfiles([changeFor(person, plus(10))]);
    expect(await traits()).toEqual({ score: 21 });
  });

  test('a consent that was taken back meanwhile is not given again by a replay', async () => {
    const person = await ann();
    const consent = { kind: 'consent', channel: 'sms', category: '', given: true } as const;
    await now().store.changeProfiles([changeFor(person, consent, { key: 'step' })]);
    await now().store.setConsents([
      { userId: 'ann', channel: 'sms', category: '', given: false, at: T0 + 1 },
    ]);
    const [again] = await now().store.changeProfiles([
      changeFor(person, consent, { key: 'step', at: T0 + 2 }),
    ]);
    expect(again).toMatchObject({
      profile: { consents: [{ channel: 'sms', category: '', given: false }] },
    });
  });

  test('who has left or belongs to another attempt changes nothing, also of somebody else', async () => {
    const person = await ann();
    const old = { ...person, attempt: person.attempt - 1 };
    expect(await now().store.changeProfiles([changeFor(old, plus(1), { userId: 'bob' })])).toEqual([
      { kind: 'stale_attempt' },
    ]);
    await now().store.finish('entry', { kind: 'success' }, T0);
    expect(await now().store.changeProfiles([changeFor(person, plus(1))])).toEqual([
      { kind: 'stale_attempt' },
    ]);
    expect([await traits(), await traits('bob')]).toEqual([{}, {}]);
  });

  test('a merged id is the user: changes, reading and passages', async () => {
    await now().store.append([alias('anon', 'ann')]);
    await route(now().store);
    await now().store.changeProfiles([{ userId: 'anon', step: null, change: plus(1), at: T0 }]);
    expect(await now().store.userProfiles(['anon', 'nobody'])).toEqual([
      { userId: 'ann', aliases: ['anon'], traits: { score: 1 }, consents: [], updatedAt: T0 },
      { userId: 'nobody', aliases: [], traits: {}, consents: [], updatedAt: null },
    ]);
    await enter(now().store, ['ann']);
    const query = { userId: 'anon', workflowId: null, activeOnly: false };
    expect(await now().store.passagesOf(query)).toHaveLength(1);
  });

  test('passages: where somebody waits, for what, until when, the last steps and coupons', async () => {
    const person = await ann();
    await now().store.issueCoupons([couponFor(person, { newCode: () => 'SECRET-77' })]);
    const step = { ...TRIGGER, enrollmentId: person.enrollmentId, version: 'v' };
    await now().store.recordSteps(
      Array.from({ length: 12 }, (_, place) => ({
        ...step,
        key: `${10 + place}`,
        outcome: `o${place}`,
        at: T0 + place,
      })),
    );
    await now().store.park([parking(person)]);
    const query = { userId: 'ann', workflowId: 'journey', activeOnly: true };
    const passages = await now().store.passagesOf(query);
    expect(passages).toMatchObject([
      {
        workflowId: 'journey',
        active: true,
        reason: null,
        waiting: [{ nodeId: 'wait', since: T0, deadlineAt: T0 + 24 * HOUR, events: ['paid'] }],
        underway: [{ nodeId: 'trigger', state: 'running' }],
        coupons: [{ planId: 'welcome', code: 'SECRET-77' }],
      },
    ]);
    expect(passages[0]?.steps.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 10 }, (_, place) => `o${11 - place}`),
    );
    expect(await now().store.passagesOf({ ...query, workflowId: 'other' })).toEqual([]);
    await now().store.finish('entry', { kind: 'error', message: 'x' }, T0);
    expect((await now().store.passagesOf(query))[0]?.underway).toEqual([]);
  });

  test('passages that are over, newest first', async () => {
    const rule = entryRule({ reEntry: { mode: 'always' } });
    await enter(now().store, ['ann'], rule);
    await now().store.finish('entry', { kind: 'error', message: 'boom' }, T0);
    await now().store.append([event('ann', 'start', { at: T0 + 1 })]);
    await route(now().store);
    await run(now().store, TRIGGER, 'second');
    const all = await now().store.passagesOf({ userId: 'ann', workflowId: null, activeOnly: false });
    expect(all.map(({ active, reason, error }) => [active, reason, error])).toEqual([
      [true, null, null],
      [false, 'error', 'boom'],
    ]);
  });
}
