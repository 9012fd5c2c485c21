import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { TIME_UNITS, type TimeUnit } from '../domain/duration';
import { minuteOf } from '../domain/local-time';

/** The error for a field that cannot work, naming the item; it is not tried again. */
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
 * The minute of the day that a field gives as `21:00`; `example` is what the error tells people to type.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function minuteIn(
  context: IExecuteFunctions,
  item: number,
  name: string,
  value: unknown,
  example = '21:00',
): number {
  const minute = minuteOf(String(value));
  if (minute !== null) return minute;
  throw refusal(context, item, `${name} is ${String(value)}. Type a time of day such as ${example}`);
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

/**
 * The unit of time of a field.
 * @throws NodeOperationError with the list of them.
 */
export function unitIn(context: IExecuteFunctions, item: number, name: string, value: unknown): TimeUnit {
  const units = TIME_UNITS.map((unit) => unit.value);
  return oneOf(context, item, name, value, units);
}

/** A time-out field in milliseconds: 10 seconds where it holds no number, never below 1 or above 20. Never throws. */
export function timeoutMsOf(seconds: unknown): number {
  return Math.min(Math.max(Number(seconds ?? 10) || 10, 1), 20) * 1000;
}
