import { quoted } from '../../domain/intake/outcome';
import { readInstant } from '../../domain/intake/instant';
import { isJsonObject, type JsonObject } from '../../domain/intake/plain-data';
import type { CallProvider, CallReport, CallTask, Disposition } from '../contract/call';
import type { HttpRequest, ProviderCredential, RawCallback, RefusedPart } from '../contract/provider';
import { contentOf, formOf, stableId, unreadable } from '../shared/callbacks';
import { type DispositionReader, dispositionReader } from '../shared/dispositions';
import { jsonOf, textOf } from '../shared/json';
import { encoded, get, postForm } from '../shared/requests';
import { baseFault, baseOf, missing, setting } from '../shared/settings';
import { accountFault, authorizeTwilio, createdAtTwilio } from '../shared/twilio';
import { verifyTwilio } from '../signatures/twilio';

const ACKNOWLEDGEMENT = { status: 204, contentType: 'application/json', body: '' };

/** Two weeks, beyond which TaskRouter takes no task. */
const MAX_TIMEOUT_SECONDS = 1_209_600;

/** Where the agent's desk writes what came of the call, among the attributes of the task. */
const FIELDS = {
  word: 'disposition',
  note: 'note',
  agent: 'agent',
  callbackAt: 'callback_at',
  duration: 'duration_seconds',
};

/** What events of a task say by themselves; the disposition of a completed one stands in its attributes. */
const EVENTS: Readonly<Record<string, Disposition | 'attributes'>> = {
  'task.created': 'queued',
  'reservation.accepted': 'assigned',
  'task.completed': 'attributes',
  'task.canceled': 'cancelled',
};

/**
 * Twilio TaskRouter and Flex (https://www.twilio.com/docs/taskrouter/api/task): a task for agents, its context in the
 * attributes. No idempotency keys. The workspace's event callback tells what became of it; agents' desks write
 * `disposition` (and `note`, `agent`, `callback_at`, `duration_seconds`) into the attributes.
 */
export function taskRouterCalls(credential: ProviderCredential): CallProvider {
  const base = baseOf(credential, 'https://taskrouter.twilio.com');
  const workspace = `${base}/v1/Workspaces/${encoded(setting(credential, 'workspaceSid'))}`;
  const fault =
    accountFault(credential) ?? missing(credential, { workspaceSid: 'Workspace SID' }) ?? baseFault(base);
  const read = dispositionReader(credential);
  return {
    id: 'twilioTaskRouter',
    idempotencyMs: null,
    authorize: (request) => authorizeTwilio(credential, base, request),
    testRequest: () => fault ?? get(workspace),
    buildRequest: (task) => fault ?? build(credential, `${workspace}/Tasks`, task),
    parseResponse: createdAtTwilio,
    verifyCallback: (callback) => verifyTwilio(callback, setting(credential, 'authToken')),
    parseCallback: (callback) => contentOf(understand(callback, read), ACKNOWLEDGEMENT),
  };
}

function build(credential: ProviderCredential, url: string, task: CallTask): HttpRequest {
  const { to, name, script, variables, priority, assignee, dueAt, timeoutSeconds, idempotencyKey } = task;
  const workflow = setting(credential, 'workflowSid');
  const attributes = {
    ...{ ...variables, to, name, script, reference: idempotencyKey },
    ...(assignee === null ? {} : { assignee }),
    ...(dueAt === null ? {} : { due_at: new Date(dueAt).toISOString() }),
  };
  return postForm(url, {
    Attributes: JSON.stringify(attributes),
    Priority: String(Math.max(0, Math.round(priority))),
    ...(workflow === '' ? {} : { WorkflowSid: workflow }),
    ...(timeoutSeconds === null ? {} : { Timeout: String(seconds(timeoutSeconds)) }),
  });
}

function seconds(timeout: number): number {
  return Math.min(Math.max(1, Math.round(timeout)), MAX_TIMEOUT_SECONDS);
}

/** Events that say nothing about a call (workers, queues, workflows) give nothing. */
function understand(callback: RawCallback, read: DispositionReader): Array<CallReport | RefusedPart> {
  const form = formOf(callback);
  if (form === null) return [unreadable('body', 'is not UTF-8. TaskRouter sends a form')];
  const type = form.get('EventType');
  if (!type) return [unreadable('EventType', 'is missing')];
  const means = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
  if (!means) return [];
  const taskId = form.get('TaskSid') || (type.startsWith('task.') ? form.get('ResourceSid') : undefined);
  if (!taskId) return [unreadable('TaskSid', 'is missing')];
  const attributes = jsonOf(form.get('TaskAttributes') || '{}');
  if (!isJsonObject(attributes)) return [unreadable('TaskAttributes', 'is no JSON object')];
  // A task can be accepted again after an agent gave it back.
  const about = type.startsWith('reservation.')
    ? form.get('ReservationSid') || form.get('ResourceSid')
    : null;
  const eventId = stableId('taskrouter', type, taskId, about ?? null);
  const at = readInstant(form.get('Timestamp'));
  return [reportOf(attributes, { taskId, eventId, at, means, read })];
}

interface Seen {
  readonly taskId: string;
  readonly eventId: string;
  readonly at: number | null;
  readonly means: Disposition | 'attributes';
  readonly read: DispositionReader;
}

function reportOf(attributes: JsonObject, seen: Seen): CallReport | RefusedPart {
  const { taskId, eventId, at, means, read } = seen;
  const word = textOf(attributes, FIELDS.word);
  if (means === 'attributes' && word === null) {
    return unreadable(
      `TaskAttributes.${FIELDS.word}`,
      'is missing: the agent did not say what came of the call',
    );
  }
  const meaning = means === 'attributes' ? read(word ?? '') : { disposition: means };
  if ('reason' in meaning) return unreadable(`TaskAttributes.${FIELDS.word}`, meaning.reason);
  const { disposition } = meaning;
  const callbackAt = textOf(attributes, FIELDS.callbackAt);
  const calledBackAt = readInstant(callbackAt);
  if (disposition === 'callback' && callbackAt !== null && calledBackAt === null) {
    return unreadable(`TaskAttributes.${FIELDS.callbackAt}`, `${quoted(callbackAt)} is no instant`);
  }
  const duration = Number(textOf(attributes, FIELDS.duration) ?? NaN);
  return {
    kind: 'call',
    eventId,
    taskId,
    reference: textOf(attributes, 'reference'),
    disposition,
    result: means === 'attributes' ? word : null,
    note: textOf(attributes, FIELDS.note),
    agent: textOf(attributes, FIELDS.agent),
    durationSeconds: Number.isFinite(duration) && duration >= 0 ? duration : null,
    callbackAt: disposition === 'callback' ? calledBackAt : null,
    at,
  };
}
