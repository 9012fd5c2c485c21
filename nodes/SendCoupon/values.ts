import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/** The error for a field that cannot work, naming the item. */
export function refusal(context: IExecuteFunctions, item: number, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message, { itemIndex: item });
}

/**
 * A whole number out of a field that may be an expression.
 * @throws NodeOperationError naming the field and its limits.
 */
export function wholeNumber(
  context: IExecuteFunctions,
  item: number,
  value: unknown,
  name: string,
  min: number,
  max: number,
): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (Number.isInteger(number) && Number(number) >= min && Number(number) <= max) return Number(number);
  throw refusal(context, item, `${name} is ${String(value)}. Use a whole number from ${min} to ${max}`);
}

/**
 * The name of the plan.
 * @throws NodeOperationError when it is empty.
 */
export function planOf(context: IExecuteFunctions, item: number): string {
  const plan = String(context.getNodeParameter('plan', item, '') ?? '').trim();
  if (plan !== '') return plan;
  throw refusal(context, item, 'The plan is empty. Type a name, for example first-purchase-1');
}
