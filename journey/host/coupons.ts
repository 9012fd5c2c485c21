import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Coupon, CouponOffer, CouponOutcome, CouponRequest } from '../ports/store';
import { clock } from './clock';
import { inputItems, neutraliseSettings } from './continuation';
import { iso } from './enter';
import { withStore } from './errors';
import { couponCode } from './ids';
import { journal } from './journal';
import { travellers } from './people';
import { journeyProcess } from './process';

/** What to issue to one person. */
export interface CouponWish {
  readonly plan: string;
  readonly offers: readonly CouponOffer[];
  readonly codePrefix: string;
  readonly codeLength: number;
  /** Days of 24 hours until the code expires; 0 = never. */
  readonly validDays: number;
}

const DAY_MS = 86_400_000;

/**
 * Issues one code per person, plan and instance key, exactly once: replays, retries and loops find the same code again.
 * People who have left the journey get none, and their items end here.
 * @throws NodeOperationError when items belong to nobody.
 */
export async function issueCoupons(
  context: IExecuteFunctions,
  wishOf: (item: number) => CouponWish,
): Promise<INodeExecutionData[]> {
  const entry = neutraliseSettings(context);
  const items = inputItems(entry);
  const process = journeyProcess();
  return withStore(context.getNode(), process.executions.get(context.getExecutionId()), async () => {
    const arrived = await travellers(process, context, entry, items.length);
    const issuedAt = clock().now();
    const requests = arrived.travellers.map(({ person, key }, item) => {
      const wish = wishOf(item);
      return {
        person,
        effectKey: key,
        nodeId: context.getNode().id,
        planId: wish.plan,
        offers: wish.offers,
        issuedAt,
        expiresAt: wish.validDays > 0 ? issuedAt + wish.validDays * DAY_MS : null,
        newCode: () => couponCode(wish.codePrefix, wish.codeLength),
      };
    });
    const outcomes = await (await process.runtime.store()).issueCoupons(requests);
    await journal(
      process,
      context,
      arrived.travellers.map(({ person, key }, item) => ({
        person,
        key,
        outcome: outcomes[item]?.kind ?? 'exited',
      })),
    );
    arrived.completed();
    return items.flatMap((input, item) => {
      const coupon = couponItem(outcomes[item], requests[item]);
      return coupon ? [{ json: { ...input.json, coupon }, pairedItem: { item } }] : [];
    });
  });
}

/** What a test run shows: nobody gets anything. */
export function simulateCoupons(
  items: readonly INodeExecutionData[],
  wishOf: (item: number) => CouponWish,
): INodeExecutionData[] {
  const issuedAt = clock().now();
  return items.map((input, item) => {
    const wish = wishOf(item);
    const code = `${wish.codePrefix}${'X'.repeat(wish.codeLength)}`;
    const expiresAt = wish.validDays > 0 ? iso(issuedAt + wish.validDays * DAY_MS) : null;
    const coupon = {
      outcome: 'simulated',
      code,
      plan: wish.plan,
      offers: [...wish.offers] as unknown as IDataObject[],
      issuedAt: iso(issuedAt),
      expiresAt,
    };
    return { json: { ...input.json, coupon }, pairedItem: { item } };
  });
}

function couponItem(outcome: CouponOutcome | undefined, wish: CouponRequest | undefined): IDataObject | null {
  if (outcome?.kind === 'would_have' && wish) {
    return { ...couponFields({ ...wish, code: null }), outcome: 'would_have' };
  }
  if (outcome?.kind !== 'issued' && outcome?.kind !== 'already_issued') return null;
  return { ...couponFields(outcome.coupon), outcome: outcome.kind };
}

function couponFields(coupon: Omit<Coupon, 'code'> & { readonly code: string | null }): IDataObject {
  const { code, planId, offers, issuedAt, expiresAt } = coupon;
  return {
    code,
    plan: planId,
    offers: [...offers] as unknown as IDataObject[],
    issuedAt: iso(issuedAt),
    expiresAt: expiresAt === null ? null : iso(expiresAt),
  };
}
