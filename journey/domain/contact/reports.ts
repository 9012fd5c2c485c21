import type { EventConditions } from '../conditions';
import type { WaitBranch } from '../matching';

/** The event that says a message has arrived. */
export const DELIVERED = 'message.delivered';

/** The event that says a message will never arrive. */
export const FAILED = 'message.failed';

/** The event that somebody answered. */
export const REPLIED = 'message.replied';

/** The branches of a wait for what becomes of one message. */
export function reportBranches(key: string): WaitBranch[] {
  return [DELIVERED, FAILED].map((event) => ({ id: event, name: event, event, conditions: about(key) }));
}

function about(key: string): EventConditions {
  return {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    combinator: 'and',
    conditions: [
      {
        id: 'reference',
        leftValue: 'properties.reference',
        rightValue: key,
        operator: { type: 'string', operation: 'equals' },
      },
    ],
  };
}
