import type { PersonRef } from './delivery';

/** A coupon's value on one channel, in minor units of the currency. */
export interface CouponOffer {
  readonly channel: string;
  readonly value: number;
  readonly currency: string;
}

/** What a plan may give away in all; null is without a limit. */
export interface CouponBudget {
  readonly maxIssues: number | null;
  /** In minor units; each coupon counts with its highest offer. */
  readonly maxFaceValue: number | null;
}

/** A wish for a coupon. */
export interface CouponRequest {
  readonly person: PersonRef;
  readonly effectKey: string;
  readonly nodeId: string;
  readonly planId: string;
  /** At least one, one for each channel, all in one currency. */
  readonly offers: readonly CouponOffer[];
  readonly budget: CouponBudget;
  readonly expiresAt: number | null;
  readonly issuedAt: number;
  /** A fresh code for each call; null takes a free code of the plan's own pool. */
  readonly newCode: (() => string) | null;
}

/** A coupon somebody has. */
export interface Coupon {
  /** The key of the step that issued it: the same for whoever finds the coupon again. */
  readonly effectKey: string;
  readonly planId: string;
  readonly code: string;
  readonly offers: readonly CouponOffer[];
  readonly issuedAt: number;
  readonly expiresAt: number | null;
}

/** What became of a wish for a coupon. */
export type CouponOutcome =
  | { readonly kind: 'issued'; readonly coupon: Coupon }
  | { readonly kind: 'already_issued'; readonly coupon: Coupon }
  /** The plan's pool has no free code. */
  | { readonly kind: 'out_of_stock' }
  /** One more would be more than the plan may give away. */
  | { readonly kind: 'over_budget' }
  /** The plan's coupons are in another currency. */
  | { readonly kind: 'other_currency' }
  /** Held out: nothing was issued. */
  | { readonly kind: 'would_have' }
  | { readonly kind: 'exited' }
  | { readonly kind: 'stale_attempt' };

/** What became of codes put into a plan's pool. */
export interface CodesReport {
  readonly added: number;
  /** Codes the plan had before, free or issued. */
  readonly known: number;
  /** Codes that belong to another plan, and stay there. */
  readonly elsewhere: number;
}

/** What a plan has and has given away. */
export interface CouponStock {
  readonly free: number;
  readonly issued: number;
  /** In minor units: the highest offer of each coupon issued. */
  readonly faceValue: number;
  /** As the step that issued last had it; null before the first wish. */
  readonly budget: CouponBudget | null;
}
