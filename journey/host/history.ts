import type { IExecuteFunctions } from 'n8n-workflow';
import type { ClaimedPerson } from '../ports/store';

/** Tells whoever looks at the execution what could not be restored of what ran before. */
export function tellHistory(
  context: IExecuteFunctions,
  people: readonly ClaimedPerson[],
  missing: readonly string[],
): void {
  const hint = (message: string): void =>
    context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
  if (people.some(({ wait }) => wait?.carried.trimmed === true))
    hint('Of some people earlier items were too large to be kept over the wait and are empty now');
  if (missing.length > 0) hint(`Earlier nodes are no longer in the workflow: ${missing.join(', ')}`);
}
