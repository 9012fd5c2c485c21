import { readInstant } from '../../domain/intake/instant';
import { quoted } from '../../domain/intake/outcome';
import type { CallProvider, CallReport } from '../contract/call';
import type { ProviderCredential, RefusedPart } from '../contract/provider';
import { genericOutcome } from '../generic/answer';
import { genericAcknowledgement, readCallback, type Said } from '../generic/callback';
import { genericProvider } from '../generic/provider';
import { described } from '../generic/recipe';
import { contentOf, stableId, unreadable } from '../shared/callbacks';
import { type DispositionReader, dispositionReader } from '../shared/dispositions';

/**
 * Call tasks for any service that takes HTTP requests, as the credential spells it out. Placeholders: {to}, {name},
 * {script}, {variables}, {priority}, {assignee}, {dueAt}, {timeoutSeconds}, {key}, {callbackUrl}.
 */
export function genericCalls(credential: ProviderCredential): CallProvider {
  const generic = genericProvider(credential);
  const read = dispositionReader(credential);
  return {
    ...generic,
    buildRequest: (task) =>
      generic.fault ??
      described(credential, generic.base, {
        to: task.to,
        name: task.name,
        script: task.script,
        variables: task.variables,
        priority: task.priority,
        assignee: task.assignee,
        dueAt: task.dueAt === null ? null : new Date(task.dueAt).toISOString(),
        timeoutSeconds: task.timeoutSeconds,
        key: task.idempotencyKey,
        callbackUrl: generic.callbackFor(task.callbackUrl, task.idempotencyKey),
      }),
    parseResponse: (answer) => genericOutcome(credential, answer),
    parseCallback: (callback) =>
      contentOf(
        readCallback(credential, callback, (said) => understand(said, read)),
        genericAcknowledgement(credential),
      ),
  };
}

function understand(said: Said, read: DispositionReader): CallReport | RefusedPart {
  const result = said('disposition');
  if (result === null) return unreadable(said.path('disposition'), 'is missing');
  const meaning = read(result);
  if ('reason' in meaning) return unreadable(said.path('disposition'), meaning.reason);
  const [taskId, reference, id, at] = [said('id'), said('reference'), said('eventId'), said('at')];
  if (taskId === null && reference === null) {
    return unreadable(said.path('id'), `and ${said.path('reference')} are both missing`);
  }
  const wanted = meaning.disposition === 'callback' ? said('callbackAt') : null;
  const callbackAt = readInstant(wanted);
  if (wanted !== null && callbackAt === null) {
    return unreadable(said.path('callbackAt'), `${quoted(wanted)} is no instant`);
  }
  const duration = Number(said('durationSeconds') ?? NaN);
  return {
    kind: 'call',
    eventId:
      id === null ? stableId('generic', taskId, reference, result, at) : stableId('generic', 'call', id),
    taskId,
    reference,
    disposition: meaning.disposition,
    result,
    note: said('note'),
    agent: said('agent'),
    durationSeconds: Number.isFinite(duration) && duration >= 0 ? duration : null,
    callbackAt,
    at: readInstant(at),
  };
}
