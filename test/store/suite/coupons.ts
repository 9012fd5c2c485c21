import type { CouponRequest, ClaimedPerson } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { enter, entryRule, event, found, newId, personOf, ROOMY, route, run, T0, TRIGGER } from '../kit';

const OFFERS = [
  { channel: 'app', value: 800, currency: 'EUR' },
  { channel: 'wechat', value: 500, currency: 'EUR' },
];

export function couponFor(person: ClaimedPerson, given: Partial<CouponRequest> = {}): CouponRequest {
  return {
    person: personOf(person),
    effectKey: `${person.deliveryId}/coupon/0/0`,
    nodeId: 'coupon',
    planId: 'welcome',
    offers: OFFERS,
    budget: { maxIssues: null, maxFaceValue: null },
    expiresAt: T0 + 1000,
    issuedAt: T0,
    newCode: newId,
    ...given,
  };
}

/** One coupon per plan, user and instance, whatever is replayed. */
export function describeCoupons(open: Open): void {
  const now = freshStore(open);
  const ann = async () => found((await enter(now().store, ['ann']))[0]);
  const issue = async (...requests: CouponRequest[]) => now().store.issueCoupons(requests);
  const plan = () => now().engine.db.selectFrom('journey_coupon_plan').selectAll().execute();
  const effects = () => now().engine.db.selectFrom('journey_effect').selectAll().execute();

  test('issues a coupon with its offers and its effect', async () => {
    const person = await ann();
    const [outcome] = await issue(couponFor(person, { newCode: () => 'CODE-1' }));
    expect(outcome).toEqual({
      kind: 'issued',
      coupon: {
        effectKey: `${person.deliveryId}/coupon/0/0`,
        planId: 'welcome',
        code: 'CODE-1',
        offers: OFFERS,
        issuedAt: T0,
        expiresAt: T0 + 1000,
      },
    });
    expect(await plan()).toMatchObject([{ id: 'welcome', created_at: T0, issued: 1, face_value: 800 }]);
    expect(await effects()).toMatchObject([{ kind: 'coupon', state: 'done', attempt: 1, node_id: 'coupon' }]);
  });

  test('a replay with the same key gets the same code, as issued, and counts once', async () => {
    const person = await ann();
    const first = await issue(couponFor(person));
    expect(await issue(couponFor(person, { issuedAt: T0 + 5, expiresAt: null }))).toEqual(first);
    expect(await plan()).toMatchObject([{ issued: 1 }]);
    expect(await effects()).toHaveLength(1);
  });

  test('a replay by the next attempt after a crash gets the same code', async () => {
    const first = await issue(couponFor(await ann()));
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    const [again] = await run(now().store, TRIGGER, 'replay', T0, 'boot-2');
    expect(await issue(couponFor(found(again)))).toEqual(first);
  });

  test('a replay after the plan of the node was changed still gets the coupon of the first time', async () => {
    const person = await ann();
    const first = await issue(couponFor(person));
    expect(await issue(couponFor(person, { planId: 'changed' }))).toEqual(first);
  });

  test('another step asking for the same plan is told that there is one already', async () => {
    const person = await ann();
    const [first] = await issue(couponFor(person));
    const [second] = await issue(couponFor(person, { effectKey: 'other step' }));
    expect(second).toEqual({ ...found(first), kind: 'already_issued' });
    expect(await effects()).toHaveLength(1);
  });

  test('two wishes of one person in one call are one coupon', async () => {
    const person = await ann();
    const outcomes = await issue(couponFor(person), couponFor(person, { effectKey: 'other' }));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['issued', 'already_issued']);
  });

  test('other plans, users and instances have their own', async () => {
    const rule = entryRule({ instancePath: 'properties.id', reEntry: { mode: 'once' } });
    await now().store.putRule({ ...TRIGGER, rule }, { fresh: true, now: T0 });
    const starts = [
      event('ann', 'start', { properties: { id: 1 } }),
      event('ann', 'start', { properties: { id: 2 } }),
      event('bob', 'start'),
    ];
    await now().store.append(starts);
    await route(now().store);
    const people = await run(now().store, TRIGGER, 'entry');
    const wishes = [
      ...people.map((person) => couponFor(person)),
      couponFor(found(people[0]), { planId: 'vip', effectKey: 'vip' }),
    ];
    const outcomes = await issue(...wishes);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['issued', 'issued', 'issued', 'issued']);
    expect((await plan()).map((row) => [row.id, row.issued]).sort()).toEqual([
      ['vip', 1],
      ['welcome', 3],
    ]);
  });

  test('a stale attempt gets nothing', async () => {
    const person = await ann();
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    expect(await issue(couponFor(person))).toEqual([{ kind: 'stale_attempt' }]);
    expect(await plan()).toEqual([]);
  });

  test('somebody who has left gets nothing', async () => {
    const person = await ann();
    await now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
    expect(await issue(couponFor(person))).toEqual([{ kind: 'exited' }]);
  });

  test('a code that somebody has already is tried again with another', async () => {
    const [a, b] = await enter(now().store, ['ann', 'bob']);
    await issue(couponFor(found(a), { newCode: () => 'TAKEN' }));
    const codes = ['TAKEN', 'TAKEN', 'FREE'];
    const [outcome] = await issue(couponFor(found(b), { newCode: () => found(codes.shift()) }));
    expect(outcome).toMatchObject({ kind: 'issued', coupon: { code: 'FREE' } });
  });

  test('codes that never get free end in a clear error, and nothing is issued', async () => {
    const [a, b] = await enter(now().store, ['ann', 'bob']);
    await issue(couponFor(found(a), { newCode: () => 'TAKEN' }));
    await expect(issue(couponFor(found(b), { newCode: () => 'TAKEN' }))).rejects.toThrow(
      /plan welcome.*Make the codes longer/,
    );
    expect(await plan()).toMatchObject([{ issued: 1 }]);
  });
}
