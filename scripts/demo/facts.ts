import { COUPONS, type CouponName } from '../../test/e2e/first-purchase/rows';
import { quoted, type Facts } from '../../test/support/facts';
import type { Person } from './people';

/** A coupon that somebody was given. */
interface Issued {
  readonly coupon: CouponName | string;
  readonly code: string;
}

/** What the store says about one person. */
export interface PersonFacts {
  /** In the order of their issue. */
  readonly coupons: readonly Issued[];
  /** Why the journey is over for them; null while they are in it or were never in it. */
  readonly ended: string | null;
  readonly entered: number;
}

/** What the store says about these people, in their order. */
export async function factsOf(facts: Facts, people: readonly Person[]): Promise<PersonFacts[]> {
  const where = `where user_id in (${quoted(people.map(({ userId }) => userId))})`;
  const issues = await facts.rows<{ user_id: string; plan_id: string; code: string }>(
    `select user_id, plan_id, code from journey_coupon_issue ${where} order by issued_at, plan_id`,
  );
  const passages = await facts.rows<{ user_id: string; state: string; reason: string | null }>(
    `select user_id, state, reason from journey_enrollment ${where}`,
  );
  return people.map(({ userId }) => {
    const own = passages.filter((row) => row.user_id === userId);
    const over = own.length > 0 && own.every(({ state }) => state === 'ended');
    return {
      coupons: issues
        .filter((row) => row.user_id === userId)
        .map(({ plan_id, code }) => ({ coupon: nameOf(plan_id), code })),
      ended: over ? (own[0]?.reason ?? 'ended') : null,
      entered: own.length,
    };
  });
}

function nameOf(plan: string): CouponName | string {
  return Object.entries(COUPONS).find(([, coupon]) => coupon.plan === plan)?.[0] ?? plan;
}
