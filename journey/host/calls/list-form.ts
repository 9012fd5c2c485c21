import type { IWebhookFunctions } from 'n8n-workflow';
import { instantFrom } from '../../domain/local-time';
import { isSameAgent } from '../../domain/calls/open-call';
import { MOST_NOTE, type CallListNotice } from '../../domain/pages/call-list';
import { OFFERED_ENDS } from '../../domain/pages/call-list-texts';
import { appendAtOnce } from '../append';
import { clock } from '../clock';
import type { FoundCall } from './list';
import { callEvent, keepRefusals, type SaidOfCall } from './record';

const NO_CALL = { task: null, who: null, sent: {} };

/**
 * Writes down what an agent has sent: that they are at a call, or how it ended. Of several results of one call the first
 * counts; what is not complete is asked for again, with what was written. Of agents who take a call at once one gets it.
 */
export async function takeForm(
  context: IWebhookFunctions,
  form: URLSearchParams,
  read: () => Promise<readonly FoundCall[]>,
): Promise<CallListNotice> {
  const text = (name: string, most: number): string => (form.get(name) ?? '').trim().slice(0, most);
  const task = text('task', 200);
  const agent = text('agent', 100);
  const note = text('note', MOST_NOTE);
  const find = async () => (await read()).find(({ key, ended }) => key === task && !ended);
  const call = await find();
  const sent = Object.fromEntries([...form].filter(([name]) => name !== 'task' && name !== 'action'));
  const notice = (kind: CallListNotice['kind']): CallListNotice => ({ kind, task, who: null, sent });
  if (!call) return { ...NO_CALL, kind: 'already' };
  const said = { userId: call.userId, task, agent: agent || null, via: 'list' as const, at: null };
  if (form.get('action') === 'take') {
    const refusedBy = await take(context, call, { ...said, from: text('from', 100) }, find);
    return refusedBy === null ? notice('tookIt') : { ...notice('atIt'), who: refusedBy };
  }
  const disposition = OFFERED_ENDS.find((end) => end === form.get('disposition'));
  if (!disposition) return notice('choose');
  const callbackAt = disposition === 'callback' ? instantFrom(form.get('callbackAt'), call.zone) : null;
  if (disposition === 'callback' && (callbackAt === null || callbackAt <= clock().now())) {
    return notice('badTime');
  }
  const eventId = `list:${task}`;
  const counts = await write(context, { ...said, eventId, disposition, note: note || null, callbackAt });
  return { ...NO_CALL, kind: counts ? 'recorded' : 'already' };
}

type Taking = Pick<SaidOfCall, 'userId' | 'task' | 'agent' | 'via' | 'at'> & {
  /** From whom it is taken on purpose; empty = from nobody. */
  readonly from: string;
};

/** Takes a call for an agent; answers who is at it instead, null when they are. */
async function take(
  context: IWebhookFunctions,
  { takenBy, turns }: FoundCall,
  { from, ...said }: Taking,
  find: () => Promise<FoundCall | undefined>,
): Promise<string | null> {
  const agent = said.agent ?? '';
  if (takenBy !== null && isSameAgent(takenBy, agent)) return null;
  if (takenBy !== null && !isSameAgent(takenBy, from)) return takenBy;
  // Whoever takes this turn says it in the same words, and the log takes the first of them.
  const eventId = `list:${said.task}:taken:${turns}`;
  const taken = { ...said, eventId, disposition: 'assigned' as const, note: null, callbackAt: null };
  if (await write(context, taken)) return null;
  const faster = (await find())?.takenBy ?? '';
  return isSameAgent(faster, agent) ? null : faster;
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
