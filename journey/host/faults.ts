import { ExecutionBaseError, type IExecuteFunctions } from 'n8n-workflow';
import { passOn } from './errors';

/** Why the fields of one item cannot work, with the field, its value and what to do. */
export class Fault {
  constructor(readonly reason: string) {}
}

/**
 * What the fields of one item say, or why they cannot work: odd data of one person must stop neither them nor the others.
 * @throws whatever is no word of n8n or of a node on a field or an expression.
 */
export function orFault<T>(read: () => T): T | Fault {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExecutionBaseError) return new Fault(error.message);
    throw passOn(error);
  }
}

/** How many items a hint names one by one. */
const NAMED = 3;

/** Says above the node's output which items nothing was done for, and why. */
export function warnOfFaults(
  context: IExecuteFunctions,
  done: 'recorded' | 'published',
  faults: readonly { readonly item: number; readonly reason: string }[],
): void {
  if (faults.length === 0) return;
  const reasons = faults.slice(0, NAMED).map(({ item, reason }) => `Item ${item}: ${reason}.`);
  const more = faults.length > NAMED ? ` And ${faults.length - NAMED} more.` : '';
  const count = faults.length === 1 ? '1 of the items was' : `${faults.length} of the items were`;
  const message = `${count} not ${done}. ${reasons.join(' ')}${more}`;
  context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
