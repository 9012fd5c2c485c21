import type { IExecuteFunctions } from 'n8n-workflow';
import {
  isTimeZone,
  type CouponBudget,
  type CouponOffer,
  type CouponService,
  type CouponWish,
  type Validity,
  refusal,
  numberIn,
} from '../../journey';
import { planOf } from './values';

const MAX_DAYS = 36_500;

/** The fields below Options, as the editor keeps them. */
interface Settings {
  readonly codeLength?: unknown;
  readonly endOfDay?: unknown;
  readonly timezone?: unknown;
  readonly maxIssues?: unknown;
  readonly maxFaceValue?: unknown;
}

/**
 * What one item is to get, from the node's fields. They may be expressions, so each is looked at.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function wishOf(context: IExecuteFunctions, item: number, service: CouponService | null): CouponWish {
  const field = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, item, fallback);
  const settings = field('settings', {}) as Settings;
  const offers = offersOf(context, item);
  return {
    plan: planOf(context, item),
    offers,
    budget: budgetOf(context, item, settings, offers),
    validity: validityOf(context, item, settings),
    fromPool: field('codeSource', 'generated') === 'pool',
    codePrefix: String(field('codePrefix', '') ?? ''),
    codeLength: numberIn(context, item, 'Code Length', settings.codeLength ?? 10, {
      min: 8,
      max: 32,
      whole: true,
    }),
    service,
  };
}

function offersOf(context: IExecuteFunctions, item: number): CouponOffer[] {
  const offers = context.getNodeParameter('offers.values', item, []) as CouponOffer[];
  return offers.map((offer) => {
    const name = `The Value of the offer for ${offer.channel}`;
    return {
      ...offer,
      value: numberIn(context, item, name, offer.value, {
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
        whole: true,
      }),
    };
  });
}

function budgetOf(
  context: IExecuteFunctions,
  item: number,
  { maxIssues, maxFaceValue }: Settings,
  offers: readonly CouponOffer[],
): CouponBudget {
  const limit = (value: unknown, name: string): number | null =>
    value === undefined || value === null || value === ''
      ? null
      : numberIn(context, item, name, value, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true });
  const budget = {
    maxIssues: limit(maxIssues, 'Max Issues'),
    maxFaceValue: limit(maxFaceValue, 'Max Face Value'),
  };
  const currencies = [...new Set(offers.map(({ currency }) => currency))];
  if (budget.maxFaceValue !== null && currencies.length > 1) {
    const message = `Max Face Value cannot count offers in ${currencies.join(' and ')} together. Use one currency`;
    throw refusal(context, item, message);
  }
  return budget;
}

function validityOf(context: IExecuteFunctions, item: number, { endOfDay, timezone }: Settings): Validity {
  const value = context.getNodeParameter('validDays', item, 0);
  const days = numberIn(context, item, 'Valid Days', value, { min: 0, max: MAX_DAYS, whole: true });
  if (endOfDay !== true) return { days, endOfDayIn: null };
  const zone = String(timezone || context.getTimezone());
  if (isTimeZone(zone)) return { days, endOfDayIn: zone };
  throw refusal(context, item, `The Time Zone "${zone}" does not exist. Use a name like Asia/Shanghai`);
}
