import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { DELIVERED, FAILED, reportBranches } from '../../domain/contact/reports';
import type { Moved, Turn } from '../acting-node';
import { iso } from '../event-items';
import type { Wish } from '../waiting-node';
import { attempt, messageKey } from './attempt';
import type { Attempt, AttemptOutcome, MessageService, MessageWish } from './wish';

/** What the node remembers of somebody over a wait. */
interface Memo {
  /** Waiting for the hours to begin, or for word of delivery. */
  readonly stage: 'hours' | 'report';
  /** The channel they are at. */
  readonly place: number;
  /** All attempts so far; the last one is that whose report is waited for. */
  readonly attempts: readonly Attempt[];
}

const NOWHERE = { channel: '', to: null, messageId: null, reason: null };

/** What decides by which output somebody leaves. */
export type BranchOf = (outcome: AttemptOutcome) => string;

/**
 * One person's turn at a message: the channels in their order, until one of them ends with what the journey takes for an
 * answer. Outside the hours they wait, and all guards are asked again; after sending they may wait for the report.
 */
export async function takeTurn(
  context: IExecuteFunctions,
  turn: Turn,
  wish: MessageWish,
  service: MessageService,
  branchOf: BranchOf,
): Promise<Moved> {
  const memo = (turn.back?.memo ?? null) as Memo | null;
  const attempts: Attempt[] = [...(memo?.attempts ?? [])];
  const outcomes: string[] = [];
  const leave = (last: Attempt) => ({
    branchId: branchOf(last.outcome),
    data: { message: messageData(wish, service, attempts, last) },
  });
  let place = memo?.place ?? 0;
  if (memo?.stage === 'report') {
    const reported = withReport(attempts.pop(), turn);
    attempts.push(reported);
    outcomes.push(reported.outcome);
    if (!triesNext(wish, reported, place)) return { move: { kind: 'leave', ...leave(reported) }, outcomes };
    place += 1;
  }
  for (; ; place += 1) {
    const channel = wish.channels[place];
    if (!channel) {
      const gone: Attempt = {
        ...NOWHERE,
        outcome: 'failed',
        reason: 'its channel is no longer on this node',
      };
      attempts.push(gone);
      return { move: { kind: 'leave', ...leave(gone) }, outcomes: [...outcomes, gone.outcome] };
    }
    const tried = await attempt(context, turn, { wish, channel, service, place });
    if (tried === 'gone') return { move: { kind: 'gone' }, outcomes: [...outcomes, 'exited'] };
    if ('until' in tried) {
      const shown = { channel: channel.channel, to: channel.address, messageId: null };
      const skipped: Attempt = { ...shown, outcome: 'suppressed', reason: 'quiet_hours' };
      const kept: Memo = { stage: 'hours', place, attempts: [...attempts] };
      attempts.push(skipped);
      const otherwise = leave(skipped);
      outcomes.push('deferred');
      return { move: { kind: 'wait', wish: untilOpen(tried.until), memo: kept, otherwise }, outcomes };
    }
    attempts.push(tried);
    outcomes.push(tried.outcome);
    // A report may also tell what the provider did not.
    if ((tried.outcome === 'sent' || tried.outcome === 'unknown') && wish.reportMs !== null) {
      const kept: Memo = { stage: 'report', place, attempts };
      const wait = untilReported(messageKey(turn, place), wish.reportMs);
      return { move: { kind: 'wait', wish: wait, memo: kept, otherwise: leave(tried) }, outcomes };
    }
    if (!triesNext(wish, tried, place)) return { move: { kind: 'leave', ...leave(tried) }, outcomes };
  }
}

function triesNext({ channels, nextAfter }: MessageWish, { outcome }: Attempt, place: number): boolean {
  return nextAfter.includes(outcome) && place + 1 < channels.length;
}

/** The attempt with what became of it: what the provider says, or that it said nothing in time. */
function withReport(sent: Attempt | undefined, { back }: Turn): Attempt {
  const known = sent ?? { ...NOWHERE, outcome: 'sent' };
  const event = back?.result.event ?? null;
  if (event?.event === DELIVERED) return { ...known, outcome: 'delivered', reason: null };
  if (event?.event !== FAILED) return known.outcome === 'sent' ? { ...known, outcome: 'no_report' } : known;
  const { code, reason } = event.properties;
  return { ...known, outcome: 'undelivered', reason: [code, reason].filter(Boolean).join(': ') || null };
}

function untilOpen(until: number): Wish {
  return {
    branches: [],
    lookBack: { mode: 'step' },
    limitMs: null,
    deadline: {
      ...{ kind: 'date', at: until, shift: null, atMinute: null, zone: 'UTC', window: null, past: 'goNow' },
    },
  };
}

/** A report may be there before the wait is: it is looked for from the beginning, under the key of this very message. */
function untilReported(key: string, limitMs: number): Wish {
  return { branches: reportBranches(key), lookBack: { mode: 'ever' }, limitMs };
}

function messageData(
  { category }: MessageWish,
  { provider }: MessageService,
  attempts: readonly Attempt[],
  last: Attempt,
): IDataObject {
  return { ...last, category, provider, attempts: attempts.map((one) => ({ ...one })) };
}

/** What a test run shows: the words as they would go out, of each channel; nobody gets anything. */
export function simulatedMessage({ channels, category }: MessageWish, at: number): IDataObject {
  const [first, ...others] = channels.map(({ channel, address, content }) => ({
    ...{ channel, to: address },
    ...(content.kind === 'template' ? { template: content.code, params: { ...content.params } } : {}),
    ...(content.kind === 'text' ? { text: content.text } : {}),
  }));
  return {
    ...{ outcome: 'simulated', channel: null, to: null, ...first, category },
    ...(others.length > 0 && { otherChannels: others }),
    at: iso(at),
  };
}
