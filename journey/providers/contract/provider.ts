/**
 * What every service outside looks like to a journey. A provider is made of a credential's data and is pure: it
 * describes requests and understands answers and callbacks, and whoever uses it does the sending. Nothing here
 * throws for what a person, an item or a caller sent; times are milliseconds since 1970 (UTC).
 */
import type { RequestHeaders } from '../../domain/intake/signature';

/** The data of a credential as n8n decrypts it; `provider` says which service it is for. */
export type ProviderCredential = Readonly<Record<string, unknown>>;

/** A request as it goes out. To be sent as it stands: it may be signed over every byte. Header names are in lower case. */
export interface HttpRequest {
  readonly kind: 'request';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Absolute, with its query, percent-encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What became of a request: an answer, or none. `not_sent` is certain (the address was never reached), `no_answer` is not. */
export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'not_sent' | 'no_answer'; readonly reason: string };

/** Why a provider does not do it: whom to ask, or which channel to try instead. */
export type RefusalCause =
  'recipient' | 'opted_out' | 'content' | 'limit' | 'credentials' | 'settings' | 'provider';

/** A definite no: nothing was or will be done. `retryable` says whether the same may succeed later. */
export interface Refused {
  readonly kind: 'refused';
  readonly cause: RefusalCause;
  /** The provider's own code, or the name of the field that is at fault. */
  readonly code: string;
  readonly reason: string;
  readonly retryable: boolean;
}

/** Nobody knows whether it was done. Never to be repeated blindly, unless the provider honours idempotency keys. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** The provider took it on. Its id for it; null when it gives none. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly providerId: string | null;
}

/** What sending a message or creating a call task came to. */
export type SendOutcome = Accepted | Refused | Unknown;

/** What a signature is made with: the real time, and a value that was never used before. */
export interface Moment {
  readonly now: number;
  readonly nonce: string;
}

/** A provider's request to us. `url` is the public address it called, with its query; `body` is as it was sent. */
export interface RawCallback {
  readonly method: string;
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly body: Buffer;
}

/** 'ok', or the status and the sentence of the refusal. */
export type Verdict = 'ok' | { readonly refused: 401; readonly message: string };

/** What the provider wants to hear, so that it does not call again. */
export interface Acknowledgement {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A part of a callback that could not be understood: where it is, in the provider's words, and what is wrong with it. */
export interface RefusedPart {
  readonly field: string;
  readonly reason: string;
}

/** What a callback brought. Parts are judged alone; when none could be read, the acknowledgement is a 400 that names the first. */
export interface CallbackContent<Event> {
  readonly events: readonly Event[];
  readonly refused: readonly RefusedPart[];
  readonly acknowledgement: Acknowledgement;
}

/** What every provider can do. */
export interface Provider {
  /** The value of `provider` in the credential. */
  readonly id: string;
  /** For how long the provider does nothing twice for one idempotency key; null when it has no such keys. */
  readonly idempotencyMs: number | null;
  /** Adds what proves who is calling. Changes nothing else, so what was described is what is sent. */
  authorize(request: HttpRequest, moment: Moment): HttpRequest;
  /** A harmless request that succeeds only with working credentials; not authorized yet. */
  testRequest(): HttpRequest | Refused;
}

/** A provider that calls back. */
export interface CallingBack<Event> {
  /** Whether the provider itself sent this. To be asked first; what nobody signed is refused. */
  verifyCallback(callback: RawCallback): Verdict;
  /** Understands a verified callback. */
  parseCallback(callback: RawCallback): CallbackContent<Event>;
}
