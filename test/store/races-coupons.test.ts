import type { ClaimedPerson, CouponRequest } from '../../journey/ports/store';
import { postgresMissing } from './engines';
import { interleave, openPair, withoutPlanLocks, type Pair } from './interleave';
import { enter, found, T0 } from './kit';
import { callFor } from './suite/calls';
import { couponFor } from './suite/coupons';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describeRaces = missing === null ? describe : describe.skip;

describeRaces('races for the last coupon on PostgreSQL', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await openPair();
  });
  afterEach(() => pair.close());

  /** One has a coupon of the plan already; two more people ask at the same moment. */
  const meet = async (given: Partial<CouponRequest>, prepare = () => {}) => {
    const people = await enter(pair.a.store, ['zoe', 'ann', 'bob']);
    await pair.a.store.issueCoupons([couponFor(found(people[0]), given)]);
    prepare();
    const issue =
      (person: ClaimedPerson | undefined) =>
      ({ store }: Pair['a']) =>
        store.issueCoupons([couponFor(found(person), given)]);
    return interleave(pair.sides, issue(people[1]), issue(people[2]));
  };
  const ofTwo = { budget: { maxIssues: 2, maxFaceValue: null } };

  test('the second waits, and is told that the budget is used up', async () => {
    const { waited, first, second } = await meet(ofTwo);
    expect(waited).toBe(true);
    expect([first, second]).toMatchObject([
      { value: [{ kind: 'issued' }] },
      { value: [{ kind: 'over_budget' }] },
    ]);
    expect(await pair.a.store.couponStock('welcome')).toMatchObject({ issued: 2 });
  });

  test('the same holds of the value', async () => {
    const { second } = await meet({ budget: { maxIssues: null, maxFaceValue: 1600 } });
    expect(second).toMatchObject({ value: [{ kind: 'over_budget' }] });
  });

  test('the last code of a pool goes to one person', async () => {
    await pair.a.store.addCodes('welcome', ['A', 'B'], T0);
    const { waited, first, second } = await meet({ newCode: null });
    expect(waited).toBe(true);
    expect([first, second]).toMatchObject([
      { value: [{ kind: 'issued', coupon: { code: 'B' } }] },
      { value: [{ kind: 'out_of_stock' }] },
    ]);
  });

  test('CONTROL: without the lock of the plan more is given away than there is', async () => {
    const { second } = await meet(ofTwo, () => withoutPlanLocks(pair));
    expect(second).toMatchObject({ value: [{ kind: 'issued' }] });
    expect(await pair.a.store.couponStock('welcome')).toMatchObject({ issued: 3 });
  });

  test('CONTROL: without the lock of the plan both take the last code, and only its unique key prevents it', async () => {
    await pair.a.store.addCodes('welcome', ['A', 'B'], T0);
    const { second } = await meet({ newCode: null }, () => withoutPlanLocks(pair));
    expect(second).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
  });

  test('two attempts at the same call: one calls, the other waits and hears that it is under way', async () => {
    const [person] = await enter(pair.a.store, ['ann']);
    const reserve = ({ store }: Pair['a']) => store.reserveCall(callFor(found(person)));
    const { waited, first, second } = await interleave(pair.sides, reserve, reserve);
    expect(waited).toBe(true);
    expect([first, second]).toMatchObject([
      { value: { kind: 'reserved' } },
      { value: { kind: 'in_progress' } },
    ]);
  });
});
