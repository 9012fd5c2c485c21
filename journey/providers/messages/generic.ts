import { readInstant } from '../../domain/intake/instant';
import { quoted } from '../../domain/intake/outcome';
import type {
  DeliveryReport,
  DeliveryStatus,
  MessageProvider,
  OutgoingMessage,
  Reply,
} from '../contract/message';
import type { ProviderCredential, RefusedPart } from '../contract/provider';
import { genericOutcome } from '../generic/answer';
import { genericAcknowledgement, jsonSetting, readCallback, type Said } from '../generic/callback';
import { genericProvider } from '../generic/provider';
import { described } from '../generic/recipe';
import { contentOf, stableId, unreadable } from '../shared/callbacks';
import { asText } from '../shared/json';

const STATUSES: readonly string[] = ['queued', 'sent', 'delivered', 'failed'];

/**
 * Messages over any HTTP gateway, as the credential spells it out: SMS gateways such as Kannel, WeChat messages, and
 * services of one's own. Placeholders: {to}, {text}, {template}, {params}, {channel}, {key}, {callbackUrl}.
 */
export function genericMessages(credential: ProviderCredential): MessageProvider {
  const generic = genericProvider(credential);
  return {
    ...generic,
    buildRequest: (message) =>
      generic.fault ??
      described(credential, generic.base, {
        ...wordsOf(message),
        to: message.to,
        channel: message.channel,
        key: message.idempotencyKey,
        callbackUrl: generic.callbackFor(message.callbackUrl, message.idempotencyKey),
      }),
    parseResponse: (answer) => genericOutcome(credential, answer),
    parseCallback: (callback) =>
      contentOf(
        readCallback(credential, callback, (said) => understand(said, credential)),
        genericAcknowledgement(credential),
      ),
  };
}

function wordsOf({ content }: OutgoingMessage) {
  return content.kind === 'text'
    ? { text: content.text, template: null, params: {} }
    : { text: null, template: content.code, params: content.params };
}

/** What has a status is a report, what has a text and no status is a reply. */
function understand(said: Said, credential: ProviderCredential): DeliveryReport | Reply | RefusedPart {
  const status = said('status');
  if (status !== null) return report(said, status, credential);
  const text = said('text');
  if (text === null) return unreadable(said.path('status'), `and ${said.path('text')} are both missing`);
  const from = said('from');
  if (from === null) return unreadable(said.path('from'), 'is missing');
  const [to, at, id] = [said('to'), said('at'), said('eventId')];
  const eventId =
    id === null ? stableId('generic', 'reply', from, to, at, text) : stableId('generic', 'reply', id);
  return { kind: 'reply', eventId, text, from, to, at: readInstant(at) };
}

function report(said: Said, word: string, credential: ProviderCredential): DeliveryReport | RefusedPart {
  const words = jsonSetting(credential, 'statusWords');
  const status = asText(Object.hasOwn(words, word) ? words[word] : null) ?? word;
  if (!STATUSES.includes(status)) {
    const known = [...Object.keys(words), ...STATUSES].join(', ');
    return unreadable(said.path('status'), `${quoted(word)} is none of ${known}`);
  }
  const [providerId, reference, code, id] = [said('id'), said('reference'), said('code'), said('eventId')];
  if (providerId === null && reference === null) {
    return unreadable(said.path('id'), `and ${said.path('reference')} are both missing`);
  }
  return {
    kind: 'delivery',
    eventId:
      id === null
        ? stableId('generic', providerId, reference, word, code)
        : stableId('generic', 'delivery', id),
    providerId,
    reference,
    to: said('to'),
    status: status as DeliveryStatus,
    code,
    reason: said('reason'),
    at: readInstant(said('at')),
  };
}
