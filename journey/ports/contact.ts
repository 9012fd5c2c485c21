import type { Consent, ContactGuards, GuardVerdict } from '../domain/contact/guards';
import type { CallLicence, CallReport, CallRequest } from './effects';

/** A wish to send somebody one message. */
export interface ContactRequest extends CallRequest {
  readonly guards: ContactGuards;
  readonly workflowId: string;
  /** Who is to send it, as reports of theirs are looked up. */
  readonly provider: string;
  /** Where the message goes, as the provider gets it: phone number, id of an account, address; null when nobody knows. */
  readonly address: string | null;
}

/** Whether a message may be sent now. Only `reserved` lets it out; it counts for the caps from then on. */
export type ContactLicence =
  | CallLicence
  | Exclude<GuardVerdict, { readonly kind: 'send' | 'exited' }>
  /** Held out: the guards let it through, nothing is sent. */
  | { readonly kind: 'would_have' };

/** How sending ended; a definite refusal gives the cap back. */
export interface ContactReport extends CallReport {
  readonly provider: string;
  /** The provider's name for the message, which delivery reports carry; null without one. */
  readonly messageId: string | null;
}

/** What is known of a message when something comes back for it. */
export interface Contact {
  readonly key: string;
  readonly userId: string;
  /** The passage in which it was sent. */
  readonly enrollmentId: string;
  readonly channel: string;
  readonly category: string;
  readonly at: number;
  readonly messageId: string | null;
}

/** How something that comes back names its message. */
export type ContactQuery =
  | { readonly by: 'key'; readonly key: string }
  | { readonly by: 'message'; readonly provider: string; readonly messageId: string }
  /** The last message that went to the address on any channel but these. */
  | { readonly by: 'address'; readonly address: string; readonly notOn: readonly string[] };

/** What somebody has said about being contacted, and when. */
export interface ConsentRecord extends Consent {
  readonly userId: string;
  readonly at: number;
}
