import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Coupon, PersonRef } from '../ports/store';
import { clock } from './clock';
import { callOnce, LEASE_MARGIN_MS, type ServiceAnswer } from './outside-call';
import type { JourneyProcess } from './process';

/** A service that is told of coupons. */
export interface CouponService {
  /** Whether it does nothing twice for the same idempotency key. */
  readonly idempotent: boolean;
  readonly timeoutMs: number;
  /** Tells it of one coupon. Never throws. */
  readonly tell: (key: string, coupon: Coupon, userId: string) => Promise<ServiceAnswer>;
}

/** How handing a coupon over ended. */
export interface Handover extends IDataObject {
  readonly outcome: 'handed_over' | 'refused' | 'unknown';
  readonly status: number | null;
  readonly reason: string | null;
}

/**
 * Tells a service of a coupon, once per coupon whoever finds it again. Null for people who have left meanwhile.
 * @throws NodeOperationError while an earlier call may still be under way: the execution is tried again by itself.
 */
export async function handOver(
  process: JourneyProcess,
  context: IExecuteFunctions,
  service: CouponService,
  { item, person, coupon }: { readonly item: number; readonly person: PersonRef; readonly coupon: Coupon },
): Promise<Handover | null> {
  const store = await process.runtime.store();
  const key = `${coupon.effectKey}:service`;
  const end = await callOnce(context, {
    item,
    service: 'the coupon service',
    idempotent: service.idempotent,
    reserve: () =>
      store.reserveCall({
        person,
        key,
        nodeId: context.getNode().id,
        kind: 'coupon_service',
        leaseMs: service.timeoutMs + LEASE_MARGIN_MS,
        idempotent: service.idempotent,
        now: clock().now(),
      }),
    call: () => service.tell(key, coupon, person.userId),
    settle: (report, { status, reason }) =>
      store.settleCall({ ...report, key, result: JSON.stringify({ status, reason }) }),
  });
  if (end.kind === 'exited' || end.kind === 'stale_attempt') return null;
  const { status, reason } = end.kind === 'called' ? end.answer : remembered(end.result);
  return { outcome: end.outcome === 'done' ? 'handed_over' : end.outcome, status, reason };
}

function remembered(result: string | null): Pick<ServiceAnswer, 'status' | 'reason'> {
  if (result === null) return { status: null, reason: 'the call was cut off before its answer was kept' };
  return JSON.parse(result) as Pick<ServiceAnswer, 'status' | 'reason'>;
}
