import type {
  DeliveryReport,
  DeliveryStatus,
  MessageProvider,
  OutgoingMessage,
  Reply,
} from '../contract/message';
import type {
  HttpRequest,
  ProviderCredential,
  RawCallback,
  Refused,
  RefusedPart,
} from '../contract/provider';
import { addressFor, contentOf, formOf, referenceOf, stableId, unreadable } from '../shared/callbacks';
import { unusable } from '../shared/refusals';
import { encoded, get, postForm, type Fields } from '../shared/requests';
import { baseFault, baseOf, setting } from '../shared/settings';
import { accountFault, authorizeTwilio, createdAtTwilio } from '../shared/twilio';
import { quoted } from '../../domain/intake/outcome';
import { verifyTwilio } from '../signatures/twilio';

/** Twilio's words for how far a message has come. */
const STATUS: Readonly<Record<string, DeliveryStatus>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

const ACKNOWLEDGEMENT = { status: 200, contentType: 'text/xml; charset=utf-8', body: '<Response/>' };

/**
 * Twilio Messages (https://www.twilio.com/docs/messaging/api/message-resource): text or content templates, from a
 * number or a messaging service. Twilio has no idempotency keys; each message names the address of its reports.
 */
export function twilioMessages(credential: ProviderCredential): MessageProvider {
  const base = baseOf(credential, 'https://api.twilio.com');
  const account = `${base}/2010-04-01/Accounts/${encoded(setting(credential, 'accountSid'))}`;
  const fault = accountFault(credential) ?? baseFault(base);
  return {
    id: 'twilio',
    idempotencyMs: null,
    authorize: (request) => authorizeTwilio(credential, base, request),
    testRequest: () => fault ?? get(`${account}.json`),
    buildRequest: (message) => fault ?? build(credential, `${account}/Messages.json`, message),
    parseResponse: createdAtTwilio,
    verifyCallback: (callback) => verifyTwilio(callback, setting(credential, 'authToken')),
    parseCallback: (callback) => contentOf([understand(callback)], ACKNOWLEDGEMENT),
  };
}

function build(
  credential: ProviderCredential,
  url: string,
  { to, content, callbackUrl, idempotencyKey }: OutgoingMessage,
): HttpRequest | Refused {
  const service = setting(credential, 'messagingServiceSid');
  const from = setting(credential, 'from');
  if (service === '' && from === '') {
    return unusable('from', 'From and Messaging Service SID are both empty. Fill in one in the credential');
  }
  const words: Fields =
    content.kind === 'text'
      ? { Body: content.text }
      : { ContentSid: content.code, ContentVariables: JSON.stringify(content.params) };
  return postForm(url, {
    To: to,
    ...(from === '' ? {} : { From: from }),
    ...(service === '' ? {} : { MessagingServiceSid: service }),
    ...words,
    ...(callbackUrl === null ? {} : { StatusCallback: addressFor(callbackUrl, idempotencyKey) }),
  });
}

function understand(callback: RawCallback): DeliveryReport | Reply | RefusedPart {
  const form = formOf(callback);
  if (form === null) return unreadable('body', 'is not UTF-8. Twilio sends a form');
  const sid = form.get('MessageSid') || form.get('SmsSid');
  if (!sid) return unreadable('MessageSid', 'is missing');
  const status = form.get('MessageStatus') || form.get('SmsStatus') || '';
  if (status === '' && !form.has('Body')) return unreadable('MessageStatus', 'and Body are both missing');
  if (status === 'received' || status === '') return reply(form, sid);
  const known = Object.hasOwn(STATUS, status) ? STATUS[status] : undefined;
  if (!known) {
    const list = Object.keys(STATUS).join(', ');
    return unreadable('MessageStatus', `${quoted(status)} is none of ${list}`);
  }
  const code = form.get('ErrorCode') || null;
  return {
    kind: 'delivery',
    eventId: stableId('twilio', sid, status),
    providerId: sid,
    reference: referenceOf(callback),
    to: form.get('To') || null,
    status: known,
    code,
    reason: form.get('ErrorMessage') || null,
    at: null,
  };
}

function reply(form: ReadonlyMap<string, string>, sid: string): Reply | RefusedPart {
  const from = form.get('From');
  const text = form.get('Body');
  if (!from) return unreadable('From', 'is missing');
  if (text === undefined) return unreadable('Body', 'is missing');
  return {
    kind: 'reply',
    eventId: stableId('twilio', sid),
    text,
    from,
    to: form.get('To') || null,
    at: null,
  };
}
