import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { currencyOf, type MetricWish } from '../../journey';

/**
 * What to record for one item, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): MetricWish {
  const refused = (message: string): NodeOperationError =>
    new NodeOperationError(context.getNode(), message, { itemIndex: item });
  const text = (name: string): string => {
    const value = context.getNodeParameter(name, item, '') as unknown;
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const name = text('name');
  if (name === '') throw refused('The Name is empty. Type one, for example purchase');
  const given = context.getNodeParameter('value', item, 0) as unknown;
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw refused(`The Value is ${String(given)}. Use a number`);
  }
  if (context.getNodeParameter('metric', item, 'conversion') === 'custom') {
    return { kind: 'custom', name, value, currency: null, orderId: null };
  }
  if (!Number.isSafeInteger(value) || value < 0) {
    throw refused(`The Value is ${value}. Use a whole number of the smallest unit: 500 is 5.00`);
  }
  const currency = currencyOf(context.getNodeParameter('currency', item, ''));
  if (currency === null) {
    throw refused(`The Currency is ${text('currency')}. Use three letters of ISO 4217, for example CNY`);
  }
  return { kind: 'conversion', name, value, currency, orderId: text('orderId') || null };
}
