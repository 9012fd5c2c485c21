import type { IWebhookFunctions } from 'n8n-workflow';
import { instantFrom } from '../../domain/local-time';
import { MOST_NOTE, type CallListNotice } from '../../domain/pages/call-list';
import { OFFERED_ENDS } from '../../domain/pages/call-list-texts';
import { appendAtOnce } from '../append';
import { clock } from '../clock';
import type { FoundCall } from './list';
import { callEvent, keepRefusals, type SaidOfCall } from './record';

/**
 * Writes down what an agent has sent: that they are at a call, or how it ended. Of several results of one call the first
 * counts; what is not complete is asked for again, with what was written.
 */
export async function takeForm(
  context: IWebhookFunctions,
  form: URLSearchParams,
  calls: readonly FoundCall[],
): Promise<CallListNotice> {
  const text = (name: string, most: number): string => (form.get(name) ?? '').trim().slice(0, most);
  const task = text('task', 200);
  const agent = text('agent', 100);
  const note = text('note', MOST_NOTE);
  const call = calls.find(({ key, ended }) => key === task && !ended);
  const sent = Object.fromEntries([...form].filter(([name]) => name !== 'task' && name !== 'action'));
  const notice = (kind: CallListNotice['kind']): CallListNotice => ({ kind, task, sent });
  if (!call) return { kind: 'already', task: null, sent: {} };
  const said = { userId: call.userId, task, agent: agent || null, via: 'list' as const, at: null };
  if (form.get('action') === 'take') {
    const eventId = `list:${task}:taken:${agent}`;
    await write(context, { ...said, eventId, disposition: 'assigned', note: null, callbackAt: null });
    return notice('tookIt');
  }
  const disposition = OFFERED_ENDS.find((end) => end === form.get('disposition'));
  if (!disposition) return notice('choose');
  const callbackAt = disposition === 'callback' ? instantFrom(form.get('callbackAt'), call.zone) : null;
  if (disposition === 'callback' && (callbackAt === null || callbackAt <= clock().now())) {
    return notice('badTime');
  }
  const eventId = `list:${task}`;
  const counts = await write(context, { ...said, eventId, disposition, note: note || null, callbackAt });
  return { kind: counts ? 'recorded' : 'already', task: null, sent: {} };
}

/** Whether it was said for the first time. */
async function write(context: IWebhookFunctions, said: SaidOfCall): Promise<boolean> {
  // The URL of test runs shows the page; nothing goes onto the log.
  if (context.getMode() === 'manual') return true;
  const event = callEvent(said);
  await keepRefusals([event]);
  const [outcome] = await appendAtOnce([event]);
  return outcome === 'accepted';
}
