import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { CallReport, Coupon, JourneyStore, PersonRef } from '../ports/store';
import { clock } from './clock';
import { passOn } from './errors';
import type { JourneyProcess } from './process';
import { pause } from './timers';

/** What a service answered to one call. */
export interface ServiceAnswer {
  /** `unclear` when it may or may not have done what it was told: no answer in time, or a fault of its own. */
  readonly kind: 'done' | 'refused' | 'unclear';
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
  /** Why, in a few words that hold no secret; null when it is done. */
  readonly reason: string | null;
}

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

const CALLS = 3;
const PAUSE_MS = 300;
/** What a call may take beside the time its answer has: a lease must never end while the call is under way. */
const LEASE_MARGIN_MS = 5000;

/**
 * Tells a service of a coupon, once per coupon whoever finds it again. A call whose end is not known is made again only
 * where the service honours the key; elsewhere it stays `unknown`. Null for people who have left meanwhile.
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
  for (let call = 1; ; call += 1) {
    const licence = await store.reserveCall({
      person,
      key,
      nodeId: context.getNode().id,
      kind: 'coupon_service',
      leaseMs: service.timeoutMs + LEASE_MARGIN_MS,
      idempotent: service.idempotent,
      now: clock().now(),
    });
    if (licence.kind === 'exited' || licence.kind === 'stale_attempt') return null;
    if (licence.kind === 'in_progress') throw passOn(underWay(process, context, item));
    if (licence.kind === 'done') return handover('handed_over', remembered(licence.result));
    if (licence.kind === 'unknown') return handover('unknown', remembered(licence.result));
    const answer = await service.tell(key, coupon, person.userId);
    await report(store, { key, attempt: licence.attempt }, answer, service.idempotent);
    if (answer.kind === 'done') return handover('handed_over', answer);
    if (answer.kind === 'refused') return handover('refused', answer);
    if (!service.idempotent || call === CALLS) return handover('unknown', answer);
    await pause(PAUSE_MS * 2 ** (call - 1));
  }
}

type Remembered = Pick<ServiceAnswer, 'status' | 'reason'>;

const STATES = { done: 'done', refused: 'failed' } as const;

async function report(
  store: JourneyStore,
  call: Pick<CallReport, 'key' | 'attempt'>,
  answer: ServiceAnswer,
  idempotent: boolean,
): Promise<void> {
  const state = answer.kind === 'unclear' ? (idempotent ? 'open' : 'unknown') : STATES[answer.kind];
  const { status, reason } = answer;
  await store.settleCall({ ...call, state, result: JSON.stringify({ status, reason }) });
}

function remembered(result: string | null): Remembered {
  if (result === null) return { status: null, reason: 'the call was cut off before its answer was kept' };
  return JSON.parse(result) as Remembered;
}

function handover(outcome: Handover['outcome'], { status, reason }: Remembered): Handover {
  return { outcome, status, reason };
}

function underWay(process: JourneyProcess, context: IExecuteFunctions, item: number): NodeOperationError {
  const execution = process.executions.get(context.getExecutionId());
  // Not the store's fault, but the same remedy: a little later the lease is over.
  if (execution) execution.storeFailed = true;
  return new NodeOperationError(context.getNode(), 'A call to the coupon service may still be under way', {
    itemIndex: item,
    description: 'Nothing was called a second time; this person is tried again by itself in a few seconds',
  });
}
