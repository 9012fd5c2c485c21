import type { IExecuteFunctions } from 'n8n-workflow';
import { durationMs, numberIn, unitIn } from '../../journey';

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
  const known = unitIn(context, item, `The unit of ${name}`, unit);
  return durationMs(numberIn(context, item, name, amount, { min: 0, max: 10_000 }), known);
}

/** A text out of a field that may be an expression, without the spaces around it. */
export function textIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
