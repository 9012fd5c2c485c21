import type { IExecuteFunctions } from 'n8n-workflow';
import type { RefusalCause, SendOutcome } from '../../providers/contract/provider';
import type { Turn } from '../acting-node';
import { clock } from '../clock';
import { callOnce, LEASE_MARGIN_MS, type ServiceAnswer } from '../outside-call';
import { journeyProcess } from '../process';
import { traitText } from '../traits';
import type { Attempt, ChannelWish, MessageService, MessageWish } from './wish';

/** What an attempt came to: an outcome, a wait until `until`, or that the person has left. */
export type Tried = Attempt | { readonly until: number } | 'gone';

/** What is kept of a provider's answer. */
interface Kept {
  readonly messageId: string | null;
  readonly reason: string | null;
}

interface SendAnswer extends ServiceAnswer, Kept {
  readonly cause: RefusalCause | null;
}

/** The name under which a message is known to ledger and provider: the same over attempts. */
export function messageKey(turn: Turn, place: number): string {
  return `${turn.traveller.key}:${place}`;
}

/** Tries to reach one person on one channel: guards first, then the call, each in the ledger. */
export async function attempt(
  context: IExecuteFunctions,
  turn: Turn,
  { wish, channel, service, place }: Trial,
): Promise<Tried> {
  const to = channel.address ?? (await traitText(turn.traveller.person.userId, channel.trait));
  const ended = (outcome: Attempt['outcome'], kept: Partial<Kept> = {}): Attempt => ({
    ...{ channel: channel.channel, to, outcome, messageId: null, reason: null, ...kept },
  });
  const end = await call(context, turn, { wish, channel, service, place, to });
  switch (end.kind) {
    case 'called':
      return ended(sentAs(end.answer), keptOf(end.answer));
    case 'remembered':
      return ended(end.outcome === 'done' ? 'sent' : 'unknown', remembered(end.result));
    case 'deferred':
      return { until: end.until };
    case 'no_address':
      return ended('failed', { reason: `no address: the profile has no ${channel.trait}` });
    case 'suppressed':
      return ended('suppressed', { reason: end.reason });
    case 'capped':
      return ended('capped', { reason: `limit of ${end.cap.limit}` });
    case 'would_have':
      return ended('would_have');
    default:
      return 'gone';
  }
}

/** One channel of a wish, and who sends on it. */
export interface Trial {
  readonly wish: MessageWish;
  readonly channel: ChannelWish;
  readonly service: MessageService;
  /** The channel's place among those of the wish. */
  readonly place: number;
}

async function call(context: IExecuteFunctions, turn: Turn, trial: Trial & { readonly to: string | null }) {
  const { wish, channel, service, place, to } = trial;
  const store = await journeyProcess().runtime.store();
  const { person } = turn.traveller;
  const key = messageKey(turn, place);
  const idempotent = service.keysLastMs !== null;
  const { category, transactional, consent, hours, caps, zone } = wish;
  return callOnce(context, {
    item: turn.item,
    service: service.provider,
    idempotent,
    reserve: () =>
      store.reserveContact({
        person,
        key,
        nodeId: context.getNode().id,
        workflowId: context.getWorkflow().id ?? '',
        kind: 'message',
        leaseMs: service.timeoutMs + LEASE_MARGIN_MS,
        idempotent,
        ...(service.keysLastMs === null ? {} : { keysLastMs: service.keysLastMs }),
        now: clock().now(),
        guards: { channel: channel.channel, category, transactional, consent, hours, caps, zone },
        provider: service.provider,
        address: to,
      }),
    call: async () =>
      answerOf(
        await service.send({
          channel: channel.channel,
          // Nothing is reserved without an address.
          to: to ?? '',
          content: channel.content,
          idempotencyKey: key,
          callbackUrl: service.callbackUrl,
        }),
      ),
    settle: async (report, { messageId, reason, cause }) => {
      const { provider } = service;
      const result = JSON.stringify({ messageId, reason });
      await store.settleContact({ ...report, key, provider, messageId, result });
      // The provider keeps a list of its own; to know it here spares the next call.
      if (cause === 'opted_out') {
        const at = clock().now();
        const said = { userId: person.userId, channel: channel.channel, category: '', given: false, at };
        await store.setConsents([said]);
      }
    },
  });
}

function answerOf(outcome: SendOutcome): SendAnswer {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'done', status: null, reason: null, messageId: outcome.providerId, cause: null };
    case 'refused': {
      const { cause, code, reason, retryable } = outcome;
      const why = `${code}: ${reason}`;
      return { kind: 'refused', status: null, reason: why, messageId: null, cause, retryable };
    }
    case 'unknown':
      return { kind: 'unclear', status: null, reason: outcome.reason, messageId: null, cause: null };
  }
}

function sentAs({ kind, cause }: SendAnswer): Attempt['outcome'] {
  if (kind === 'done') return 'sent';
  if (kind === 'unclear') return 'unknown';
  return cause === 'opted_out' ? 'suppressed' : 'failed';
}

function keptOf({ messageId, reason, cause }: SendAnswer): Kept {
  return { messageId, reason: cause === 'opted_out' ? 'refused' : reason };
}

function remembered(result: string | null): Kept {
  if (result === null) return { messageId: null, reason: 'the call was cut off before its answer was kept' };
  return JSON.parse(result) as Kept;
}
