import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { CALL_CHANNEL } from '../../domain/contact/guards';
import type { NewEvent } from '../../domain/user-event';
import type { CallProvider, CallReport } from '../../providers/contract/call';
import { receiveCallback } from '../callbacks';
import { journeyProcess } from '../process';
import { ledgerName } from './create';
import { callEvent, keepRefusals } from './record';

/** Takes in what a call centre says of its calls, as user events. */
export async function receiveDispositions(
  context: IWebhookFunctions,
  provider: () => Promise<CallProvider>,
): Promise<IWebhookResponseData> {
  return receiveCallback<CallReport>(context, {
    about: 'call',
    provider,
    tells: ({ disposition }) => disposition !== 'queued',
    eventOf,
    taken: keepRefusals,
  });
}

async function eventOf(provider: string, report: CallReport): Promise<NewEvent | null> {
  const found = await callOf(provider, report);
  if (!found) return null;
  const { eventId, disposition, note, agent, callbackAt, at, taskId, result, durationSeconds } = report;
  return callEvent({
    ...{ eventId: `${provider}:${eventId}`, userId: found.userId, task: found.key },
    ...{ disposition, note, agent, callbackAt, at, via: 'callCenter' },
    more: { provider, taskId: taskId ?? found.messageId, result, durationSeconds },
  });
}

/** In the order of trust: our own reference, then the call centre's name for the task. */
async function callOf(provider: string, { reference, taskId }: CallReport) {
  const store = await journeyProcess().runtime.store();
  const byKey = reference === null ? null : await store.contactOf({ by: 'key', key: reference });
  if (byKey?.channel === CALL_CHANNEL) return byKey;
  if (taskId === null) return null;
  return store.contactOf({ by: 'message', provider: ledgerName(provider), messageId: taskId });
}
