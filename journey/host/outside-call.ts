import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { CallLicence, CallReport } from '../ports/store';
import { passOn } from './errors';
import { journeyProcess } from './process';
import { pause } from './timers';

/** What a service answered to one call. */
export interface ServiceAnswer {
  /** `unclear` when it may or may not have done what it was told: no answer in time, or a fault of its own. */
  readonly kind: 'done' | 'refused' | 'unclear';
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
  /** Why, in a few words that hold no secret; null when it is done. */
  readonly reason: string | null;
  /** Of a refusal: whether the same may succeed a little later. Absent = no. */
  readonly retryable?: boolean;
}

/** One call to a service outside, with the ledger that sees to it that it is made once. */
export interface OutsideCall<Answer extends ServiceAnswer, Objection> {
  /** Whose item it is for. */
  readonly item: number;
  /** What errors call the service, for example "the coupon service". */
  readonly service: string;
  /** Whether it does nothing twice for the same idempotency key. */
  readonly idempotent: boolean;
  readonly reserve: () => Promise<CallLicence | Objection>;
  /** Makes the call. Never throws. */
  readonly call: () => Promise<Answer>;
  readonly settle: (report: Pick<CallReport, 'attempt' | 'state'>, answer: Answer) => Promise<unknown>;
}

/** How a call ended; `remembered` is what was kept of the answer where the call was made before. */
export type CallEnd<Answer> =
  | { readonly kind: 'called'; readonly outcome: 'done' | 'refused' | 'unknown'; readonly answer: Answer }
  | { readonly kind: 'remembered'; readonly outcome: 'done' | 'unknown'; readonly result: string | null };

/** What may stand against a call. */
type Against<T> = Exclude<T, { readonly kind: 'reserved' | 'in_progress' | 'done' | 'unknown' }>;

/** What a call may take beside the time its answer has: a lease must never end while the call is under way. */
export const LEASE_MARGIN_MS = 5000;

const CALLS = 3;
const PAUSE_MS = 300;
const STATES = { done: 'done', refused: 'failed' } as const;

/**
 * Calls a service once, whoever finds the reservation again. A call whose end is not known is made again only where the
 * service honours the key; elsewhere it stays `unknown`. What stands against a call (the person has left, a guard) is
 * handed on.
 * @throws NodeOperationError while an earlier call may still be under way: the execution is tried again by itself.
 */
export async function callOnce<Answer extends ServiceAnswer, Objection extends { readonly kind: string }>(
  context: IExecuteFunctions,
  outside: OutsideCall<Answer, Objection>,
): Promise<CallEnd<Answer> | Against<CallLicence | Objection>> {
  for (let call = 1; ; call += 1) {
    const licence = await outside.reserve();
    if (isInProgress(licence)) throw passOn(underWay(context, outside));
    if (isRemembered(licence)) return { kind: 'remembered', outcome: licence.kind, result: licence.result };
    if (!isReserved(licence)) return licence as Against<typeof licence>;
    const answer = await outside.call();
    await outside.settle({ attempt: licence.attempt, state: stateOf(answer, outside.idempotent) }, answer);
    const again =
      call < CALLS && (answer.kind === 'unclear' ? outside.idempotent : answer.retryable === true);
    if (answer.kind === 'done' || !again)
      return { kind: 'called', outcome: answer.kind === 'unclear' ? 'unknown' : answer.kind, answer };
    await pause(PAUSE_MS * 2 ** (call - 1));
  }
}

type Kind = { readonly kind: string };
const isReserved = (licence: Kind): licence is Extract<CallLicence, { kind: 'reserved' }> =>
  licence.kind === 'reserved';
const isInProgress = (licence: Kind): boolean => licence.kind === 'in_progress';
const isRemembered = (licence: Kind): licence is Extract<CallLicence, { kind: 'done' | 'unknown' }> =>
  licence.kind === 'done' || licence.kind === 'unknown';

function stateOf({ kind }: ServiceAnswer, idempotent: boolean): CallReport['state'] {
  return kind === 'unclear' ? (idempotent ? 'open' : 'unknown') : STATES[kind];
}

function underWay(
  context: IExecuteFunctions,
  { item, service }: Pick<OutsideCall<ServiceAnswer, never>, 'item' | 'service'>,
): NodeOperationError {
  const execution = journeyProcess().executions.get(context.getExecutionId());
  // Not the store's fault, but the same remedy: a little later the lease is over.
  if (execution) execution.storeFailed = true;
  return new NodeOperationError(context.getNode(), `A call to ${service} may still be under way`, {
    itemIndex: item,
    description: 'Nothing was called a second time; this person is tried again by itself in a few seconds',
  });
}

/** How many services' answers one execution waits for at once. */
const AT_ONCE = 10;

/** Does something for each of these, a few at a time. All of them end before one of them may end the execution. */
export async function fewAtOnce<T, R>(those: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < those.length; start += AT_ONCE) {
    const some = those.slice(start, start + AT_ONCE).map(work);
    await Promise.allSettled(some);
    done.push(...(await Promise.all(some)));
  }
  return done;
}
