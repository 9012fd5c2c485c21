import type { HttpAnswer, HttpRequest, Provider, Refused, Unknown } from './provider';

/** What came of looking something up. Not to be there is an answer, not a refusal. */
export type LookUpOutcome<Found> =
  { readonly kind: 'found'; readonly found: Found } | { readonly kind: 'not_found' } | Refused | Unknown;

/** One thing that can be looked up. Reading changes nothing, so `unknown` may be tried again. */
export interface LookUp<Question, Found> {
  buildRequest(question: Question): HttpRequest | Refused;
  parseResponse(answer: HttpAnswer): LookUpOutcome<Found>;
}

/** Whom to look up, and by what. */
export interface ProfileQuestion {
  readonly by: 'id' | 'email' | 'phone';
  readonly value: string;
}

/** A person as the CRM knows them. Null where it does not. */
export interface CrmProfile {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Who is responsible for them; for `owner`. */
  readonly ownerId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A colleague who is responsible for people. */
export interface CrmOwner {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Knows people and who is responsible for them. */
export interface CrmProvider extends Provider {
  readonly profile: LookUp<ProfileQuestion, CrmProfile>;
  readonly owner: LookUp<{ readonly ownerId: string }, CrmOwner>;
}
