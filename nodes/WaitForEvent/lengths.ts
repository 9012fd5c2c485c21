import type { IExecuteFunctions } from 'n8n-workflow';
import { durationMs, refusal, type TimeUnit, unitIn } from '../../journey';

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
  const known = unitIn(context, item, `The unit of ${field}`, unit);
  const number = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  if (typeof number === 'number' && number >= 0) {
    const ms = durationMs(number, known);
    if (ms <= MAX_MS) return { amount: number, unit: known, ms };
  }
  throw refusal(context, item, `${field} is ${String(amount)}. Use a number from 0 to 100 years`);
}
