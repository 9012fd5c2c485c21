import { REPLIED } from '../contact/reports';
import type { EventConditions } from '../conditions';
import type { WaitBranch } from '../matching';
import type { LoggedEvent } from '../user-event';
import type { RatingScale } from './scale';

/** The event by which an answer is given: by the rating page, or by any sender of events. */
export const RATED = 'rating.given';

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
 * none answers whatever its user is asked; a reply to a message does where it is nothing but a number of the scale.
 */
export function ratingBranches(
  question: string,
  scale: RatingScale,
  { replies }: { readonly replies: boolean },
): WaitBranch[] {
  const score = within('properties.score', scale);
  const branches: [RatingVia, string, Conditions][] = [
    ['page', RATED, [text('equals', question), ...score]],
    ['event', RATED, [text('notExists', ''), ...score]],
    ['reply', REPLIED, within('properties.number', scale)],
  ];
  return branches
    .filter(([via]) => replies || via !== 'reply')
    .map(([id, event, conditions]) => ({ id, name: id, event, conditions: all(conditions) }));
}

/** The answer that an event of such a wait gives; null without an event. */
export function ratingOf(branchId: string | null, event: LoggedEvent | null): Rating | null {
  if (event === null) return null;
  const via = branchId === 'page' || branchId === 'reply' ? branchId : 'event';
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

function text(operation: 'equals' | 'notExists', rightValue: string): Conditions[number] {
  const operator = { type: 'string' as const, operation };
  return { id: 'question', leftValue: 'properties.question', rightValue, operator };
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
