import type { IExecuteFunctions } from 'n8n-workflow';
import {
  isTimeZone,
  type CouponBudget,
  type CouponService,
  type CouponWish,
  type Validity,
  refusal,
  numberIn,
} from '../../journey';
import { offersOf } from './offers';
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
  return {
    plan: planOf(context, item),
    offers: offersOf(context, item),
    budget: budgetOf(context, item, settings),
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

function budgetOf(
  context: IExecuteFunctions,
  item: number,
  { maxIssues, maxFaceValue }: Settings,
): CouponBudget {
  const limit = (value: unknown, name: string): number | null =>
    value === undefined || value === null || value === ''
      ? null
      : numberIn(context, item, name, value, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true });
  return { maxIssues: limit(maxIssues, 'Max Issues'), maxFaceValue: limit(maxFaceValue, 'Max Face Value') };
}

function validityOf(context: IExecuteFunctions, item: number, { endOfDay, timezone }: Settings): Validity {
  const value = context.getNodeParameter('validDays', item, 0);
  const days = numberIn(context, item, 'Valid Days', value, { min: 0, max: MAX_DAYS, whole: true });
  if (endOfDay !== true) return { days, endOfDayIn: null };
  const zone = String(timezone || context.getTimezone());
  if (isTimeZone(zone)) return { days, endOfDayIn: zone };
  throw refusal(context, item, `The Time Zone "${zone}" does not exist. Use a name like Asia/Shanghai`);
}
