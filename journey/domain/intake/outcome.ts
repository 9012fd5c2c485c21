import type { UserEvent } from '../user-event';

/** A whole request that is turned away: an HTTP status and a sentence for the person who reads the sender's log. */
export interface Refusal {
  readonly status: 400 | 401 | 413 | 415;
  readonly message: string;
}

/** An event that was understood; `index` is its place in the request, from 0. */
export interface IndexedEvent {
  readonly index: number;
  readonly event: UserEvent;
}

/**
 * An event that is turned away alone. `path` leads to the offending value in the sender's own words
 * (`events[3].properties.amount`), `reason` says what is wrong with it and what to send instead.
 */
export interface RejectedEvent {
  readonly index: number;
  readonly path: string;
  readonly reason: string;
}

/** What a request brought: every event is either in `events` or in `rejected`, once. */
export interface ParsedEvents {
  readonly events: readonly IndexedEvent[];
  readonly rejected: readonly RejectedEvent[];
}

/** Tells a refusal of the whole from every other answer of the intake. */
export function isRefusal(answer: object): answer is Refusal {
  return 'status' in answer && 'message' in answer;
}

/** A value as it may be quoted in an answer: JSON, cut to 80 characters. */
export function quoted(value: unknown): string {
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
