import type { WaitBranch } from '../domain/matching';
import type { Restart } from '../domain/verdict';
import type { Carried, NodeRef, PersonRef, WaitResult } from './delivery';

/** A wish to wait. */
export interface ParkRequest extends NodeRef {
  readonly person: PersonRef;
  /** Delivery, node, visit and ordinal: the same over attempts, so that a replay finds the wait of the first time. */
  readonly waitKey: string;
  readonly branches: readonly WaitBranch[];
  /** Whether every branch must happen; absent = the first decides. */
  readonly allOf?: boolean;
  readonly startedAt: number;
  readonly lookBack: LookBack;
  readonly deadlineAt: number | null;
  /** How long after the deadline the time-out is held back, for events that happened in time and arrive late; 0 by default. */
  readonly graceMs?: number;
  /** The events that count the deadline again; absent or null = none. */
  readonly restart?: Restart | null;
  /** What becomes of a person whom nothing has met and whose deadline was before they came; null = it times out. */
  readonly late?: 'skip' | 'exit' | null;
  readonly pathHash: string;
  readonly carried: Carried;
  /** Whether parking settles the delivery: not where the journey forked before, since another branch may be running. */
  readonly settles: boolean;
}

/** How far back a wait looks for an event that has already happened. */
export type LookBack =
  /** From entry; from this step when the person has been at it before. */
  | { readonly mode: 'default' }
  | { readonly mode: 'entry' }
  | { readonly mode: 'step' }
  | { readonly mode: 'ever' }
  | { readonly mode: 'duration'; readonly ms: number };

/** The branch id of the output that people leave by whose deadline was before they came. */
export const SKIPPED = 'skipped';

/** Instants of a person's way through a journey that deadlines are counted from. */
export interface WayPoints {
  /** When the event happened that started the journey. */
  readonly enteredAt: number;
  /** When the event happened that ended the person's last wait; null before any. */
  readonly lastEventAt: number | null;
  /** When the person last left the node that was asked about; null when they never did. */
  readonly stepAt: number | null;
}

/** What became of a wish to wait. */
export type ParkOutcome =
  | { readonly kind: 'parked' }
  /** The event had already happened: go on at once. */
  | { readonly kind: 'resolved'; readonly result: WaitResult }
  /** The enrollment is over; nothing is emitted. */
  | { readonly kind: 'exited' }
  /** This execution no longer owns the person: a later attempt does. */
  | { readonly kind: 'stale_attempt' };
