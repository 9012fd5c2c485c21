import type { NodeRef, PersonRef } from './delivery';

/** A wish to call a service once on behalf of a person. */
export interface CallRequest {
  readonly person: PersonRef;
  /** The same for every attempt at the same thing; the service gets it as its idempotency key. */
  readonly key: string;
  readonly nodeId: string;
  readonly kind: string;
  /** How long one call may be under way at most, on the store's clock. */
  readonly leaseMs: number;
  /** Whether the service does nothing twice for the same key. */
  readonly idempotent: boolean;
  /** For how long after the first call it knows the key; absent = for ever. */
  readonly keysLastMs?: number;
  readonly now: number;
}

/** Whether a service may be called. */
export type CallLicence =
  /** Call now, and report under this number. */
  | { readonly kind: 'reserved'; readonly attempt: number }
  /** A call may still be under way: nothing is called, try later. */
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'done'; readonly result: string | null }
  /** A call was made whose end nobody knows: never called again by itself. */
  | { readonly kind: 'unknown'; readonly result: string | null }
  | { readonly kind: 'exited' }
  | { readonly kind: 'stale_attempt' };

/** How a call ended; `open` gives it back, to be made again with the same key. */
export interface CallReport {
  readonly key: string;
  readonly attempt: number;
  readonly state: 'done' | 'failed' | 'unknown' | 'open';
  readonly result: string | null;
}

/** One step of one person, for the journal and the counters. */
export interface StepRecord extends NodeRef {
  /** Unique per step and outcome, so that a replay counts once. */
  readonly key: string;
  readonly enrollmentId: string;
  readonly version: string;
  readonly outcome: string;
  readonly at: number;
}
