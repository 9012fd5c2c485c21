import type { HttpAnswer, RefusalCause, Refused, Unknown } from '../contract/provider';

const MAX_REASON = 300;

/** A definite no, its reason cut to 300 characters. */
export function refused(cause: RefusalCause, code: string, reason: string, retryable = false): Refused {
  return { kind: 'refused', cause, code, reason: reason.slice(0, MAX_REASON), retryable };
}

/** The credential cannot be used for this: which field, and what to do about it. */
export function unusable(field: string, reason: string): Refused {
  return refused('settings', field, reason);
}

/** Nobody knows, and why. */
export function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason: reason.slice(0, MAX_REASON) };
}

/** A value, or why there is none. */
export type Built<Value> = { readonly kind: 'built'; readonly value: Value } | Refused;

/** The value is there. */
export function built<Value>(value: Value): Built<Value> {
  return { kind: 'built', value };
}

/** Whether something that was to be built could not be. */
export function isRefused(made: { readonly kind: string }): made is Refused {
  return made.kind === 'refused';
}

/** What it means that no answer came: certainly nothing where the address was never reached, else nobody knows. */
export function withoutAnswer(answer: Exclude<HttpAnswer, { kind: 'answer' }>): Refused | Unknown {
  return answer.kind === 'not_sent'
    ? refused('provider', 'not_sent', `The service was not reached: ${answer.reason}`, true)
    : unknown(`The service did not answer: ${answer.reason}`);
}

/**
 * What an answer beyond 2xx means by its status, for services that keep to HTTP: 408 and 5xx may have been done, 429
 * was not and may be tried again later, everything else was not.
 */
export function byStatus(status: number, code: string, reason: string): Refused | Unknown {
  if (status === 408 || status >= 500) return unknown(`The service answered ${status}: ${reason}`);
  if (status === 429) return refused('limit', code, reason, true);
  if (status === 401 || status === 403) return refused('credentials', code, reason);
  return refused('provider', code, reason);
}

/** Whether a status says that it was done. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
