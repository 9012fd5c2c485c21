import type { Facts } from '../../support/facts';
import { PEOPLE, orderId, type Person } from './people';
import { COUPONS, ROWS, type Deed } from './rows';

/** A coupon that somebody has; `at` is when it was issued, in milliseconds since the registration. */
interface Coupon {
  readonly plan: string;
  readonly offers: readonly unknown[];
  readonly at: number;
}

/** Everything that must be true of a person in the end, and is compared one by one. */
export interface Fate {
  readonly coupons: readonly Coupon[];
  readonly passages: readonly string[];
  /** What was counted as their first purchase. */
  readonly purchases: readonly string[];
  readonly openWaits: number;
  readonly unsettled: number;
}

/** What the oracle says of a person. */
export function deserved({ userId, row }: Person): Fate {
  const { owed, deeds, purchases } = ROWS[row];
  return {
    coupons: owed.map(({ coupon, at }) => {
      const { plan, fen } = COUPONS[coupon];
      const offers = Object.entries(fen).map(([channel, value]) => ({ channel, value, currency: 'CNY' }));
      return { plan, offers, at };
    }),
    passages: ['ended: completed'],
    purchases: earliestPaid(deeds, purchases).map(({ properties: { amount, order } }) =>
      purchase(100 * Number(amount), orderId(userId, order ?? '')),
    ),
    openWaits: 0,
    unsettled: 0,
  };
}

function earliestPaid(deeds: readonly Deed[], count: number): Deed[] {
  return deeds
    .filter(({ properties }) => properties['status'] === 'paid')
    .sort((a, b) => a.at - b.at)
    .slice(0, count);
}

const purchase = (value: number, order: string): string => `${value} CNY, order ${order}`;

/** What the store says of everybody, by user id. */
export async function actual(facts: Facts, registeredAt: number): Promise<Map<string, Fate>> {
  const coupons = await facts.rows<{ user_id: string; plan_id: string; offers: string; issued_at: unknown }>(
    'select user_id, plan_id, offers, issued_at from journey_coupon_issue order by issued_at',
  );
  const passages = await facts.rows<{ user_id: string; state: string; reason: string | null }>(
    'select user_id, state, reason from journey_enrollment',
  );
  const purchases = await facts.rows<{ user_id: string; value: unknown; currency: string; order_id: string }>(
    `select e.user_id, m.value, m.currency, m.order_id from journey_metric m
      join journey_enrollment e on e.id = m.enrollment_id where m.kind = 'conversion' and m.name = 'first purchase'`,
  );
  const open = await facts.rows<{ user_id: string }>(`select user_id from journey_wait where state = 'open'`);
  const unsettled = await facts.rows<{ user_id: string }>(
    `select user_id from journey_delivery where state <> 'settled'`,
  );
  const fates = PEOPLE.map(({ userId }): [string, Fate] => {
    const own = <T extends { user_id: string }>(rows: readonly T[]): T[] =>
      rows.filter((row) => row.user_id === userId);
    return [
      userId,
      {
        coupons: own(coupons).map(({ plan_id, offers, issued_at }) => ({
          plan: plan_id,
          offers: JSON.parse(offers) as unknown[],
          at: Number(issued_at) - registeredAt,
        })),
        passages: own(passages).map(({ state, reason }) => `${state}: ${reason}`),
        purchases: own(purchases).map(({ value, order_id }) => purchase(Number(value), order_id)),
        openWaits: own(open).length,
        unsettled: own(unsettled).length,
      },
    ];
  });
  return new Map(fates);
}
