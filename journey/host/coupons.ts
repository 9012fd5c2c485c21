import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { expiryOf } from '../domain/coupons/expiry';
import type { CouponOutcome } from '../ports/store';
import { clock } from './clock';
import { inputItems, neutraliseSettings } from './continuation';
import { couponItem, simulatedItem, warn, type CouponItem, type CouponWish } from './coupon-items';
import { handOver, type Handover } from './coupon-service';
import { withStore } from './errors';
import { couponCode } from './ids';
import { journal, type Step } from './journal';
import { fewAtOnce } from './outside-call';
import { travellers, type Traveller } from './people';
import { journeyProcess, type JourneyProcess } from './process';

/**
 * Issues one code per person, plan and instance key, exactly once: replays, retries and loops find the same code again.
 * Then tells the service of it, where there is one. People who have left the journey get none, and their items end here.
 * @throws NodeOperationError when items belong to nobody.
 */
export async function issueCoupons(
  context: IExecuteFunctions,
  wishOf: (item: number) => CouponWish,
): Promise<CouponItem[]> {
  const entry = neutraliseSettings(context);
  const items = inputItems(entry);
  const process = journeyProcess();
  return withStore(context.getNode(), process.executions.get(context.getExecutionId()), async () => {
    const arrived = await travellers(process, context, entry, items.length);
    const people = arrived.travellers.map((traveller, item) => ({ ...traveller, item, wish: wishOf(item) }));
    const arrivedAt = clock().now();
    const outcomes = await issueAll(process, context, people, arrivedAt);
    const handovers = await handOverAll(process, context, people, outcomes);
    await journal(
      process,
      context,
      people.flatMap((who) => stepsOf(who, outcomes[who.item], handovers[who.item], arrivedAt)),
    );
    arrived.completed();
    const test = context.getMode() === 'manual';
    const left = people.flatMap(({ item, wish }) => {
      const input = items[item];
      // Null says that somebody left between the coupon and the call.
      const handover = handovers[item];
      if (!input || (wish.service && handover === null)) return [];
      const story = { outcome: outcomes[item], handover: handover ?? null, test };
      return couponItem(input, item, wish, story) ?? [];
    });
    warn(context, left);
    return left;
  });
}

/**
 * Everything happens when the coupon was issued, however long its hand-over or another attempt takes: what counts from this
 * step counts from the issue.
 */
function stepsOf(
  { person, key }: Traveller,
  outcome: CouponOutcome | undefined,
  handover: Handover | null | undefined,
  arrivedAt: number,
): Step[] {
  const at = outcome?.kind === 'issued' ? outcome.coupon.issuedAt : arrivedAt;
  const issued = { person, key, outcome: outcome?.kind ?? 'exited', at };
  return handover ? [issued, { ...issued, outcome: `service_${handover.outcome}` }] : [issued];
}

interface Person extends Traveller {
  readonly item: number;
  readonly wish: CouponWish;
}

async function issueAll(
  process: JourneyProcess,
  context: IExecuteFunctions,
  people: readonly Person[],
  issuedAt: number,
): Promise<CouponOutcome[]> {
  const store = await process.runtime.store();
  return store.issueCoupons(
    people.map(({ person, key, wish }) => ({
      person,
      effectKey: key,
      nodeId: context.getNode().id,
      planId: wish.plan,
      offers: wish.offers,
      budget: wish.budget,
      issuedAt,
      expiresAt: expiryOf(issuedAt, wish.validity),
      newCode: wish.fromPool ? null : () => couponCode(wish.codePrefix, wish.codeLength),
    })),
  );
}

/** Per item: how the service took it, null when the person has left, undefined when there was nothing to hand over. */
async function handOverAll(
  process: JourneyProcess,
  context: IExecuteFunctions,
  people: readonly Person[],
  outcomes: readonly CouponOutcome[],
): Promise<(Handover | null | undefined)[]> {
  return fewAtOnce(people, async ({ item, person, wish }) => {
    const outcome = outcomes[item];
    if (!wish.service || !outcome || !('coupon' in outcome)) return undefined;
    return handOver(process, context, wish.service, { item, person, coupon: outcome.coupon });
  });
}

/** What a test run shows: nobody gets anything, and no service is called. */
export function simulateCoupons(
  items: readonly INodeExecutionData[],
  wishOf: (item: number) => CouponWish,
): CouponItem[] {
  const issuedAt = clock().now();
  return items.map((input, item) => simulatedItem(input, item, wishOf(item), issuedAt));
}
