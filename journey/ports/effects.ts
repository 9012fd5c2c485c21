import type { NodeRef, PersonRef } from './delivery';

/** A coupon's value on one channel, in minor units of the currency. */
export interface CouponOffer {
  readonly channel: string;
  readonly value: number;
  readonly currency: string;
}

/** A wish for a coupon. */
export interface CouponRequest {
  readonly person: PersonRef;
  readonly effectKey: string;
  readonly nodeId: string;
  readonly planId: string;
  readonly offers: readonly CouponOffer[];
  readonly expiresAt: number | null;
  readonly issuedAt: number;
  /** A fresh code for each call. */
  readonly newCode: () => string;
}

/** A coupon somebody has. */
export interface Coupon {
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
  /** Held out: nothing was issued. */
  | { readonly kind: 'would_have' }
  | { readonly kind: 'exited' }
  | { readonly kind: 'stale_attempt' };

/** One step of one person, for the journal and the counters. */
export interface StepRecord extends NodeRef {
  /** Unique per step and outcome, so that a replay counts once. */
  readonly key: string;
  readonly enrollmentId: string;
  readonly version: string;
  readonly outcome: string;
  readonly at: number;
}
