import type { IExecuteFunctions } from 'n8n-workflow';
import type { Wish } from '../../journey';
import { wishOf } from './wish';

/**
 * What the person of each item waits for. Where nothing on the canvas depends on the item, it is read once for all of
 * them: reading every field anew for every person takes longer than all the rest that is done for them here.
 */
export function wishesOf(context: IExecuteFunctions): (item: number) => Wish {
  const { parameters } = context.getNode();
  // A date of the person is read from the item by its path.
  if (parameters['until'] === 'field' || holdsExpression(parameters)) return (item) => wishOf(context, item);
  let known: Wish | undefined;
  return (item) => (known ??= wishOf(context, item));
}

/** Whether a parameter has a value of its own for every item. */
function holdsExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('=');
  if (typeof value !== 'object' || value === null) return false;
  // The left side of a condition is a path into an event to come, also where the editor wrote it as an expression.
  return Object.entries(value).some(([field, inner]) => field !== 'leftValue' && holdsExpression(inner));
}
