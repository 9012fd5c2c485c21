import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { minuteOf } from '../../journey';

/** The error for a field that cannot work, naming the item. */
export function refusal(context: IExecuteFunctions, item: number, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { itemIndex: item });
}

/**
 * A number out of a field that may be an expression.
 * @throws NodeOperationError naming the field and its limits.
 */
export function numberIn(
  context: IExecuteFunctions,
  item: number,
  name: string,
  value: unknown,
  { min, max, whole = false }: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const fits = typeof number === 'number' && number >= min && number <= max;
  if (fits && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw refusal(context, item, `${name} is ${String(value)}. Use ${kind} from ${min} to ${max}`);
}

/**
 * The minute of the day that a field gives as `21:00`.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function minuteIn(context: IExecuteFunctions, item: number, name: string, value: unknown): number {
  const minute = minuteOf(String(value));
  if (minute !== null) return minute;
  throw refusal(context, item, `${name} is ${String(value)}. Type a time of day such as 21:00`);
}

/**
 * One of several words.
 * @throws NodeOperationError with the list of them.
 */
export function oneOf<T extends string>(
  context: IExecuteFunctions,
  item: number,
  name: string,
  value: unknown,
  known: readonly T[],
): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw refusal(context, item, `${name} is ${String(value)}. Use one of ${known.join(', ')}`);
}
