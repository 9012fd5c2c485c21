import type { Consent } from '../domain/contact/guards';
import type { ProfileChange } from '../domain/profile-change';
import type { NodeRef, PersonRef } from './delivery';
import type { Traits } from './people';

/** The step of somebody in a journey, in whose name something is done. */
export interface StepRef {
  readonly person: PersonRef;
  /** The same over attempts: what was done once is not done again. */
  readonly key: string;
  readonly nodeId: string;
}

/** A wish to change what is known of a user. */
export interface ProfileRequest {
  readonly userId: string;
  /** Null outside journeys: there each request is a new one. */
  readonly step: StepRef | null;
  readonly change: ProfileChange | ({ readonly kind: 'consent' } & Consent);
  readonly at: number;
}

/** What is known of a user. */
export interface UserProfile {
  /** Who the id belongs to by now. */
  readonly userId: string;
  /** The other ids that were merged into this user. */
  readonly aliases: readonly string[];
  readonly traits: Traits;
  readonly consents: readonly Consent[];
  /** The newest business time at which somebody said something; null when nobody ever did. */
  readonly updatedAt: number | null;
}

/** What became of a wish to change a profile. */
export type ProfileOutcome =
  | { readonly kind: 'changed'; readonly profile: UserProfile }
  /** The person was erased not long ago: nothing is stored about them. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'exited' }
  | { readonly kind: 'stale_attempt' };

/** A wish to erase a person. */
export interface ErasureRequest {
  readonly userId: string;
  readonly step: StepRef | null;
  /** How long the intake goes on to refuse the person's ids. */
  readonly refuseMs: number;
  readonly now: number;
}

/** What an erasure found. */
export interface ErasureReport {
  /** Ids of the person, merged ones included. */
  readonly ids: number;
  readonly events: number;
  /** Passages through journeys, and how many of them it ended. */
  readonly passages: number;
  readonly ended: number;
  readonly messages: number;
  /** Coupons that stay counted, under a pseudonym. */
  readonly coupons: number;
}

/** What became of a wish to erase a person. */
export type ErasureOutcome =
  | { readonly kind: 'erased'; readonly report: ErasureReport }
  | { readonly kind: 'exited' }
  | { readonly kind: 'stale_attempt' };

/** One passage of a person through a journey, as a support desk sees it. */
export interface Passage {
  readonly enrollmentId: string;
  readonly workflowId: string;
  readonly instanceKey: string;
  readonly active: boolean;
  /** Why it is over; null while it is not. */
  readonly reason: string | null;
  readonly error: string | null;
  readonly enteredAt: number;
  readonly endedAt: number | null;
  readonly goalAt: number | null;
  readonly holdout: boolean;
  readonly waiting: readonly PassageWait[];
  /** What is to happen next or is happening: a start or a continuation that is not settled. */
  readonly underway: readonly (NodeRef & {
    readonly state: string;
    readonly reason: string | null;
    readonly since: number;
  })[];
  /** The last steps, newest first. */
  readonly steps: readonly { readonly nodeId: string; readonly outcome: string; readonly at: number }[];
  readonly coupons: readonly PassageCoupon[];
}

/** Where somebody waits: for any of these events, until the deadline. */
export interface PassageWait {
  readonly nodeId: string;
  readonly since: number;
  /** Null = without a limit. */
  readonly deadlineAt: number | null;
  readonly events: readonly string[];
}

/** A coupon of a passage; the code is whole: mask it before it is shown. */
export interface PassageCoupon {
  readonly planId: string;
  readonly code: string;
  readonly issuedAt: number;
  readonly expiresAt: number | null;
}

/** Which passages are asked for: of one journey or null = all, and of those only the active ones. */
export interface PassageQuery {
  readonly userId: string;
  readonly workflowId: string | null;
  readonly activeOnly: boolean;
}
