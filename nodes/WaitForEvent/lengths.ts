import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { durationMs, minuteOf, type TimeUnit } from '../../journey';
import { TIME_UNITS } from './units';

const MAX_MS = durationMs(36_500, 'days');

/** A length of time as two fields give it, which may be expressions. */
export interface LengthFields {
  readonly amount: unknown;
  readonly unit: unknown;
}

/**
 * A length of time from its two fields: a wrong one must not end a wait at once.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function readLength(
  context: IExecuteFunctions,
  item: number,
  field: string,
  { amount, unit }: LengthFields,
): { readonly amount: number; readonly unit: TimeUnit; readonly ms: number } {
  if (!TIME_UNITS.some(({ value }) => value === unit)) {
    const units = TIME_UNITS.map(({ value }) => value).join(', ');
    throw refused(context, item, `The unit of ${field} is ${String(unit)}. Use one of ${units}`);
  }
  const number = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  if (typeof number === 'number' && number >= 0) {
    const ms = durationMs(number, unit as TimeUnit);
    if (ms <= MAX_MS) return { amount: number, unit: unit as TimeUnit, ms };
  }
  throw refused(context, item, `${field} is ${String(amount)}. Use a number from 0 to 100 years`);
}

/**
 * The minute of the day that a field gives as `10:00`.
 * @throws NodeOperationError naming the field, the value and what to write.
 */
export function minuteIn(context: IExecuteFunctions, item: number, field: string, value: unknown): number {
  const minute = minuteOf(String(value));
  if (minute !== null) return minute;
  throw refused(context, item, `${field} is ${String(value)}. Type a time of day such as 10:00`);
}

/** An error of one item's field, which is not tried again. */
export function refused(context: IExecuteFunctions, item: number, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { itemIndex: item });
}
