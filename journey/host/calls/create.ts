import type { IExecuteFunctions } from 'n8n-workflow';
import type { OpenCall } from '../../domain/calls/open-call';
import { CALL_CHANNEL } from '../../domain/contact/guards';
import type { SendOutcome } from '../../providers/contract/provider';
import type { Turn } from '../acting-node';
import { clock } from '../clock';
import { timeScale } from '../deadlines';
import { callOnce, LEASE_MARGIN_MS, type ServiceAnswer } from '../outside-call';
import { journeyProcess } from '../process';
import { traitText } from '../traits';
import type { CallService, CallWish } from './wish';

/** What became of the wish to have somebody called. */
export type Created =
  | {
      readonly kind: 'created';
      readonly open: OpenCall;
      readonly taskId: string | null;
      readonly unsure: boolean;
    }
  | { readonly kind: 'deferred'; readonly until: number }
  | { readonly kind: 'not_called'; readonly outcome: NotCalled; readonly reason: string }
  | { readonly kind: 'would_have' }
  | { readonly kind: 'gone' };

type NotCalled = 'suppressed' | 'capped' | 'failed';

interface CreateAnswer extends ServiceAnswer {
  readonly taskId: string | null;
}

/** The provider under which the ledger of contacts knows a call centre: apart from message providers of the same name. */
export function ledgerName(provider: string): string {
  return `call:${provider}`;
}

/**
 * Has somebody called: guards first, then the task, each in the ledger. A task whose creation has no clear end is never
 * created again blindly.
 */
export async function createCall(
  context: IExecuteFunctions,
  turn: Turn,
  {
    wish,
    service,
    attempt,
    endsAt,
  }: { wish: CallWish; service: CallService; attempt: number; endsAt: number },
): Promise<Created> {
  const to = wish.to ?? (await traitText(turn.traveller.person.userId, wish.trait));
  const now = clock().now();
  const key = `${turn.traveller.key}:${attempt}`;
  const { name, script, variables, priority, assignee, zone, dueMs } = wish;
  const dueAt =
    dueMs === null ? null : Math.min(now + Math.round(dueMs / timeScale(context, turn.traveller)), endsAt);
  const open = {
    // Empty only where the number has vanished since the task was created.
    ...{ key, to: to ?? '', name, script, variables, priority, assignee, dueAt, zone },
    attempt: attempt + 1,
    createdAt: now,
  };
  const end = await call(context, turn, { wish, service, open, to, endsAt });
  switch (end.kind) {
    case 'called':
      if (end.outcome === 'refused') return notCalled('failed', end.answer.reason ?? 'refused');
      return { kind: 'created', open, taskId: end.answer.taskId, unsure: end.outcome === 'unknown' };
    case 'remembered':
      return { kind: 'created', open, taskId: end.result, unsure: end.outcome === 'unknown' };
    case 'deferred':
      return { kind: 'deferred', until: end.until };
    case 'no_address':
      return notCalled('failed', `no number: the profile has no ${wish.trait}`);
    case 'suppressed':
      return notCalled('suppressed', end.reason);
    case 'capped':
      return notCalled('capped', `limit of ${end.cap.limit}`);
    case 'would_have':
      return { kind: 'would_have' };
    default:
      return { kind: 'gone' };
  }
}

function notCalled(outcome: NotCalled, reason: string): Created {
  return { kind: 'not_called', outcome, reason };
}

async function call(
  context: IExecuteFunctions,
  turn: Turn,
  {
    wish,
    service,
    open,
    to,
    endsAt,
  }: { wish: CallWish; service: CallService; open: OpenCall; to: string | null; endsAt: number },
) {
  const store = await journeyProcess().runtime.store();
  const { category, consent, hours, caps, zone } = wish;
  const now = clock().now();
  const idempotent = service.keysLastMs !== null;
  return callOnce(context, {
    item: turn.item,
    service: 'the call centre',
    idempotent,
    reserve: () =>
      store.reserveContact({
        person: turn.traveller.person,
        key: open.key,
        nodeId: context.getNode().id,
        workflowId: context.getWorkflow().id ?? '',
        kind: 'call',
        leaseMs: service.timeoutMs + LEASE_MARGIN_MS,
        idempotent,
        ...(service.keysLastMs === null ? {} : { keysLastMs: service.keysLastMs }),
        now,
        guards: { channel: CALL_CHANNEL, category, transactional: false, consent, hours, caps, zone },
        provider: ledgerName(service.provider),
        address: to,
      }),
    call: async () =>
      answerOf(
        await service.create({
          ...{ to: open.to, name: open.name, script: open.script, variables: open.variables },
          ...{ priority: open.priority, assignee: open.assignee, dueAt: open.dueAt },
          timeoutSeconds: Math.max(1, Math.round((endsAt - now) / 1000)),
          idempotencyKey: open.key,
          callbackUrl: service.callbackUrl,
        }),
      ),
    settle: (report, { taskId }) => {
      const provider = ledgerName(service.provider);
      return store.settleContact({ ...report, key: open.key, provider, messageId: taskId, result: taskId });
    },
  });
}

function answerOf(outcome: SendOutcome): CreateAnswer {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'done', status: null, reason: null, taskId: outcome.providerId };
    case 'refused': {
      const { code, reason, retryable } = outcome;
      return { kind: 'refused', status: null, reason: `${code}: ${reason}`, taskId: null, retryable };
    }
    case 'unknown':
      return { kind: 'unclear', status: null, reason: outcome.reason, taskId: null };
  }
}
