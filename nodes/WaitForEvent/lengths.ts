import type { IExecuteFunctions } from 'n8n-workflow';
import { durationMs, refusal, type TimeUnit } from '../../journey';
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
    throw refusal(context, item, `The unit of ${field} is ${String(unit)}. Use one of ${units}`);
  }
  const number = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  if (typeof number === 'number' && number >= 0) {
    const ms = durationMs(number, unit as TimeUnit);
    if (ms <= MAX_MS) return { amount: number, unit: unit as TimeUnit, ms };
  }
  throw refusal(context, item, `${field} is ${String(amount)}. Use a number from 0 to 100 years`);
}
