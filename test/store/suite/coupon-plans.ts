import type { CouponRequest } from '../../../journey/ports/store';
import { diagnose } from '../../../journey/store/doctor';
import { resolve } from '../../../journey/store/resolve';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { enter, found, ROOMY, run, T0, TRIGGER } from '../kit';
import { couponFor } from './coupons';

const NONE = { maxIssues: null, maxFaceValue: null };

/** Pools of codes and what a plan may give away. */
export function describeCouponPlans(open: Open): void {
  const now = freshStore(open);
  const stock = (plan = 'welcome') => now().store.couponStock(plan);
  const add = (codes: string[], plan = 'welcome', at = T0) => now().store.addCodes(plan, codes, at);
  const issue = async (given: Partial<CouponRequest>, users = ['ann', 'bob', 'cat']) => {
    const people = await enter(now().store, users);
    return now().store.issueCoupons(people.map((person) => couponFor(person, given)));
  };
  const kinds = async (given: Partial<CouponRequest>) => (await issue(given)).map(({ kind }) => kind);

  test('codes are added once; known ones are counted, also those of other plans', async () => {
    expect(await add(['A', 'B', 'A'])).toEqual({ added: 2, known: 0, elsewhere: 0 });
    expect(await add(['B', 'C'])).toEqual({ added: 1, known: 1, elsewhere: 0 });
    expect(await add(['A', 'D'], 'vip')).toEqual({ added: 1, known: 0, elsewhere: 1 });
    expect(await stock()).toEqual({ free: 3, issued: 0, faceValue: 0, budget: null });
    expect(await stock('nobody')).toEqual({ free: 0, issued: 0, faceValue: 0, budget: null });
  });

  test('more codes than one statement holds', async () => {
    const codes = Array.from({ length: 2500 }, (_, index) => `CODE-${index}`);
    expect(await add(codes)).toEqual({ added: 2500, known: 0, elsewhere: 0 });
    expect(await add([...codes, 'ONE MORE'])).toEqual({ added: 1, known: 2500, elsewhere: 0 });
  });

  test('the pool gives out its oldest codes first, each once, and then says that it is empty', async () => {
    await add(['OLD'], 'welcome', T0 - 1);
    await add(['NEW']);
    const outcomes = await issue({ newCode: null });
    expect(outcomes).toMatchObject([
      { kind: 'issued', coupon: { code: 'OLD' } },
      { kind: 'issued', coupon: { code: 'NEW' } },
      { kind: 'out_of_stock' },
    ]);
    expect(await stock()).toMatchObject({ free: 0, issued: 2, faceValue: 1600 });
  });

  test('a pool gives no codes to another plan', async () => {
    await add(['A'], 'vip');
    expect(await kinds({ newCode: null })).toEqual(['out_of_stock', 'out_of_stock', 'out_of_stock']);
  });

  test('a replay finds its code of the pool again, and takes no second one', async () => {
    await add(['A', 'B']);
    const [first] = await issue({ newCode: null }, ['ann']);
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    const [again] = await run(now().store, TRIGGER, 'replay', T0, 'boot-2');
    expect(await now().store.issueCoupons([couponFor(found(again), { newCode: null })])).toEqual([first]);
    expect(await stock()).toMatchObject({ free: 1, issued: 1 });
  });

  test('whom the pool had nothing for gets a code once it is filled', async () => {
    const [person] = await enter(now().store, ['ann']);
    const wish = couponFor(found(person), { newCode: null });
    expect(await now().store.issueCoupons([wish])).toEqual([{ kind: 'out_of_stock' }]);
    await add(['A']);
    expect(await now().store.issueCoupons([wish])).toMatchObject([{ kind: 'issued', coupon: { code: 'A' } }]);
  });

  test('a generated code is never one of a pool, and an issued one is never imported', async () => {
    await add(['POOL'], 'vip');
    const codes = ['POOL', 'MINE'];
    const [outcome] = await issue({ newCode: () => found(codes.shift()) }, ['ann']);
    expect(outcome).toMatchObject({ kind: 'issued', coupon: { code: 'MINE' } });
    expect(await add(['MINE'])).toEqual({ added: 0, known: 1, elsewhere: 0 });
  });

  test('no more coupons than the plan may give away', async () => {
    expect(await kinds({ budget: { ...NONE, maxIssues: 2 } })).toEqual(['issued', 'issued', 'over_budget']);
    expect(await stock()).toMatchObject({ issued: 2, budget: { maxIssues: 2, maxFaceValue: null } });
  });

  test.each([
    [1600, ['issued', 'issued', 'over_budget']],
    [1599, ['issued', 'over_budget', 'over_budget']],
    [799, ['over_budget', 'over_budget', 'over_budget']],
  ])('no more value than %i; the highest offer of each counts', async (maxFaceValue, outcomes) => {
    expect(await kinds({ budget: { ...NONE, maxFaceValue } })).toEqual(outcomes);
  });

  test('the doctor tells of a pool that had no code for somebody, until it has some again or nobody minds', async () => {
    const examine = () => diagnose(now().engine, { now: T0, realNow: Date.now, examples: 3 });
    const findings = async () =>
      (await examine()).findings.filter(({ kind }) => kind === 'coupon_pool_empty');
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    const ask = async (person = ann, issuedAt = T0) =>
      now().store.issueCoupons([couponFor(found(person), { newCode: null, issuedAt })]);
    await now().store.addCodes('welcome', ['ONE'], T0);
    await ask();
    expect(await findings()).toEqual([]);
    await ask(bob, T0 + 1);
    await ask(bob, T0 + 2);
    const empty = { kind: 'coupon_pool_empty', count: 1, needsAttention: true, oldestAt: T0 + 1 };
    expect(await examine()).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ ...empty, examples: ['welcome'] }),
      ]) as unknown,
      figures: { poolsEmpty: 1 },
    });
    await now().store.addCodes('welcome', ['ONE'], T0);
    expect(await findings()).toHaveLength(1);
    await now().store.addCodes('welcome', ['TWO'], T0);
    expect(await findings()).toEqual([]);
    await ask(bob);
    await now().store.issueCoupons([
      couponFor(found(ann), { planId: 'other', effectKey: 'other', newCode: null }),
    ]);
    expect(await findings()).toHaveLength(1);
    expect(await resolve(now().engine, 'other', 'again', T0)).toMatchObject({ kind: 'wrong_verdict' });
    expect(await resolve(now().engine, 'other', 'end', T0)).toEqual({ kind: 'resolved', what: 'plan' });
    expect(await findings()).toEqual([]);
  });

  test('a plan stays with the currency of its first coupon, whatever its budget', async () => {
    const [ann, bob, cat] = await enter(now().store, ['ann', 'bob', 'cat']);
    const offers = [{ channel: 'app', value: 100, currency: 'CNY' }];
    const wishes = [couponFor(found(ann)), couponFor(found(bob), { offers }), couponFor(found(cat))];
    const outcomes = await now().store.issueCoupons(wishes);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['issued', 'other_currency', 'issued']);
    expect(await stock()).toMatchObject({ issued: 2, faceValue: 1600 });
  });

  test('a refusal for the budget takes no code out of the pool', async () => {
    await add(['A', 'B']);
    const wish = { newCode: null, budget: { ...NONE, maxIssues: 1 } };
    expect(await kinds(wish)).toEqual(['issued', 'over_budget', 'over_budget']);
    expect(await stock()).toMatchObject({ free: 1, issued: 1 });
  });
}
