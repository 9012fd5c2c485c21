import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { CouponOffer, CouponWish } from '../../journey';

const MAX_DAYS = 36_500;

/**
 * What one item is to get, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number): CouponWish {
  const refused = (message: string): NodeOperationError =>
    new NodeOperationError(context.getNode(), message, { itemIndex: item });
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const whole = (value: unknown, name: string, min: number, max: number): number => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (Number.isInteger(number) && Number(number) >= min && Number(number) <= max) return Number(number);
    throw refused(`${name} is ${String(value)}. Use a whole number from ${min} to ${max}`);
  };
  const settings = field('settings', {}) as { codeLength?: unknown };
  const plan = String(field('plan', '') ?? '').trim();
  if (plan === '') throw refused('The plan is empty. Type a name, for example first-purchase-1');
  return {
    plan,
    offers: (field('offers.values', []) as CouponOffer[]).map((offer) => ({
      ...offer,
      value: whole(offer.value, `The Value of the offer for ${offer.channel}`, 0, Number.MAX_SAFE_INTEGER),
    })),
    codePrefix: String(field('codePrefix', '') ?? ''),
    codeLength: whole(settings.codeLength ?? 10, 'Code Length', 8, 32),
    validDays: whole(field('validDays', 0), 'Valid Days', 0, MAX_DAYS),
  };
}
