import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../../journey';

/**
 * The name of the plan.
 * @throws NodeOperationError when it is empty.
 */
export function planOf(context: IExecuteFunctions, item: number): string {
  const plan = String(context.getNodeParameter('plan', item, '') ?? '').trim();
  if (plan !== '') return plan;
  throw refusal(context, item, 'The plan is empty. Type a name, for example first-purchase-1');
}
