import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { durationMs, type TimeUnit } from '../../journey';
import { TIME_UNITS } from './fields/units';

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
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number >= min && number <= max) return number;
  throw refusal(context, item, `${name} is ${String(value)}. Use a number from ${min} to ${max}`);
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
 * A length of time from its two fields, in milliseconds.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function lengthIn(
  context: IExecuteFunctions,
  item: number,
  name: string,
  { amount, unit }: { readonly amount: unknown; readonly unit: unknown },
): number {
  const units = TIME_UNITS.map(({ value }) => value as TimeUnit);
  const known = oneOf(context, item, `The unit of ${name}`, unit, units);
  return durationMs(numberIn(context, item, name, amount, { min: 0, max: 10_000 }), known);
}

/** A text out of a field that may be an expression, without the spaces around it. */
export function textIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
