import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { expiryOf, type Validity } from '../domain/coupons/expiry';
import type { Coupon, CouponBudget, CouponOffer, CouponOutcome } from '../ports/store';
import type { CouponService, Handover } from './coupon-service';
import { iso } from './event-items';

/** What to issue to one person. */
export interface CouponWish {
  readonly plan: string;
  readonly offers: readonly CouponOffer[];
  readonly budget: CouponBudget;
  readonly validity: Validity;
  /** Takes a free code of the plan's own pool instead of making one. */
  readonly fromPool: boolean;
  readonly codePrefix: string;
  readonly codeLength: number;
  /** The service that is told of the coupon; null when its data goes to the next node only. */
  readonly service: CouponService | null;
}

/** How Send Coupon went for one person: what the outputs of the node tell apart. */
export type CouponResult =
  | 'issued'
  | 'already_issued'
  | 'would_have'
  | 'out_of_stock'
  | 'over_budget'
  | 'other_currency'
  | 'refused'
  | 'unknown'
  | 'simulated';

/** An item as it leaves Send Coupon. */
export interface CouponItem {
  readonly result: CouponResult;
  readonly data: INodeExecutionData;
}

/** How somebody's coupon came about. */
export interface CouponStory {
  readonly outcome: CouponOutcome | undefined;
  readonly handover: Handover | null;
  /** Whether the code is masked: n8n keeps the executions of test runs for everybody who may open the workflow. */
  readonly test: boolean;
}

/** Enough of a code to compare with what somebody reads out, not enough to use. */
export function maskedCode(code: string): string {
  return `••••${code.length > 6 ? code.slice(-2) : ''}`;
}

/** The item of somebody after the node; null for people who have left, whose items end here. */
export function couponItem(
  input: INodeExecutionData,
  item: number,
  wish: CouponWish,
  { outcome, handover, test }: CouponStory,
): CouponItem | null {
  if (!outcome || outcome.kind === 'exited' || outcome.kind === 'stale_attempt') return null;
  const coded = 'coupon' in outcome ? outcome.coupon : null;
  const given = coded
    ? couponData(test ? { ...coded, code: maskedCode(coded.code) } : coded)
    : { code: null, plan: wish.plan, offers: offersData(wish.offers), scope: scopeOf(wish.offers) };
  const coupon = {
    outcome: outcome.kind,
    ...given,
    ...(handover ? { service: { ...handover } } : {}),
  };
  const result = handover && handover.outcome !== 'handed_over' ? handover.outcome : outcome.kind;
  return { result, data: { json: { ...input.json, coupon }, pairedItem: { item } } };
}

/** What a test run shows of a coupon: nobody gets anything. */
export function simulatedItem(
  input: INodeExecutionData,
  item: number,
  wish: CouponWish,
  issuedAt: number,
): CouponItem {
  const code = `${wish.fromPool ? '' : wish.codePrefix}${'X'.repeat(wish.codeLength)}`;
  const { plan: planId, offers } = wish;
  const expiresAt = expiryOf(issuedAt, wish.validity);
  const coupon = {
    outcome: 'simulated',
    ...couponData({ planId, code, offers, issuedAt, expiresAt }),
    ...(wish.service ? { service: { outcome: 'simulated', status: null, reason: null } } : {}),
  };
  return { result: 'simulated', data: { json: { ...input.json, coupon }, pairedItem: { item } } };
}

/** A coupon as nodes and services see it. */
export function couponData(coupon: Omit<Coupon, 'effectKey'>): IDataObject {
  return {
    code: coupon.code,
    plan: coupon.planId,
    offers: offersData(coupon.offers),
    scope: scopeOf(coupon.offers),
    issuedAt: iso(coupon.issuedAt),
    expiresAt: coupon.expiresAt === null ? null : iso(coupon.expiresAt),
  };
}

const offersData = (offers: readonly CouponOffer[]): IDataObject[] => [...offers] as unknown as IDataObject[];

/** Where a coupon is valid, in words: the channels that have an offer. */
function scopeOf(offers: readonly CouponOffer[]): string {
  const channels = [...new Set(offers.map(({ channel }) => channel))];
  return channels.length === 1 ? `${channels[0]} only` : channels.join(', ');
}

const WARNINGS: Partial<Record<CouponResult, (count: number) => string>> = {
  out_of_stock: (count) =>
    `${count} of these people got no coupon: the plan's pool has no free code. Add some with Import Codes or Generate Codes`,
  over_budget: (count) => `${count} of these people got no coupon: the plan's budget is used up`,
  other_currency: (count) =>
    `${count} of these people got no coupon: the plan's coupons are in another currency. Use that, or another plan`,
  refused: (count) => `The coupon service refused the coupons of ${count} of these people`,
  unknown: (count) =>
    `It is not known whether the coupon service took the coupons of ${count} of these people. Look there`,
};

/** Says above the node's output whom something went wrong for: never silent, never an error for everybody. */
export function warn(context: IExecuteFunctions, items: readonly CouponItem[]): void {
  for (const [result, text] of Object.entries(WARNINGS)) {
    const count = items.filter((item) => item.result === result).length;
    if (count === 0) continue;
    context.addExecutionHints({ message: text(count), type: 'warning', location: 'outputPane' });
  }
}
