import { REPLIED } from '../contact/reports';
import type { EventConditions } from '../conditions';
import type { WaitBranch } from '../matching';
import type { LoggedEvent } from '../user-event';
import type { RatingScale } from './scale';

/** The event by which an answer is given: by the rating page, or by any sender of events. */
export const RATED = 'rating.given';

/** A reply that another system has taken in. */
const OUTSIDE_REPLY = 'reply elsewhere';

/** How an answer came: over the rating page, as a reply to a message, or as an event of some other system. */
export type RatingVia = 'page' | 'reply' | 'event';

/** What somebody answered. */
export interface Rating {
  readonly score: number;
  readonly comment: string | null;
  readonly via: RatingVia;
  /** When it was given. */
  readonly at: number;
}

/**
 * The branches of a wait for the answer to one question. An answer from the page names its question; an event that names
 * none answers whatever its user is asked. A reply does where it is nothing but a number of the scale and the last message
 * to its sender was of the same passage; one that names no passage came from another system.
 */
export function ratingBranches(
  question: string,
  scale: RatingScale,
  { replies, enrollmentId }: { readonly replies: boolean; readonly enrollmentId: string },
): WaitBranch[] {
  const score = within('properties.score', scale);
  const number = within('properties.number', scale);
  const branches: [string, string, Conditions][] = [
    ['page', RATED, [text('question', 'equals', question), ...score]],
    ['event', RATED, [text('question', 'notExists', ''), ...score]],
    ['reply', REPLIED, [text('enrollment', 'equals', enrollmentId), ...number]],
    [OUTSIDE_REPLY, REPLIED, [text('enrollment', 'notExists', ''), ...number]],
  ];
  return branches
    .filter(([, event]) => replies || event !== REPLIED)
    .map(([id, event, conditions]) => ({ id, name: id, event, conditions: all(conditions) }));
}

/** The answer that an event of such a wait gives; null without an event. */
export function ratingOf(branchId: string | null, event: LoggedEvent | null): Rating | null {
  if (event === null) return null;
  const replied = branchId === 'reply' || branchId === OUTSIDE_REPLY;
  const via = replied ? 'reply' : branchId === 'page' ? branchId : 'event';
  const { score, number, comment, text } = event.properties;
  const said = via === 'reply' ? text : comment;
  return {
    score: Number(via === 'reply' ? number : score),
    comment: typeof said === 'string' && said.trim() !== '' ? said.trim() : null,
    via,
    at: event.timestamp,
  };
}

type Conditions = EventConditions['conditions'];

function all(conditions: Conditions): EventConditions {
  return {
    // Strict: an empty text is no answer, however kindly it could be read as 0.
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    combinator: 'and',
    conditions,
  };
}

function text(name: string, operation: 'equals' | 'notExists', rightValue: string): Conditions[number] {
  const operator = { type: 'string' as const, operation };
  return { id: name, leftValue: `properties.${name}`, rightValue, operator };
}

function within(leftValue: string, { from, to }: RatingScale): Conditions {
  const bounds = [
    ['exists', 0],
    ['gte', from],
    ['lte', to],
  ] as const;
  return bounds.map(([operation, rightValue]) => ({
    id: operation,
    leftValue,
    rightValue,
    operator: { type: 'number' as const, operation },
  }));
}
