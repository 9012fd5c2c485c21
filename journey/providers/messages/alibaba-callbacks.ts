import { readInstant } from '../../domain/intake/instant';
import { quoted } from '../../domain/intake/outcome';
import { isJsonObject, type JsonObject } from '../../domain/intake/plain-data';
import type { DeliveryReport, Reply } from '../contract/message';
import type { RawCallback, RefusedPart } from '../contract/provider';
import { bodyText, isUnreadable, stableId, unreadable } from '../shared/callbacks';
import { jsonOf, textOf } from '../shared/json';

/**
 * The entries of a delivery report (SmsReport) or of replies (SmsUp), each judged alone.
 * Source: https://help.aliyun.com/document_detail/101867.html
 */
export function alibabaEntries(callback: RawCallback): Array<DeliveryReport | Reply | RefusedPart> {
  const text = bodyText(callback);
  const value = text === null ? undefined : jsonOf(text);
  if (!Array.isArray(value)) return [unreadable('body', 'is no JSON list. Alibaba Cloud sends a list')];
  return value.map((entry: unknown, index) => {
    const part = isJsonObject(entry) ? entryOf(entry) : unreadable('', 'is no object');
    if (!isUnreadable(part)) return part;
    return unreadable(`[${index}]${part.field === '' ? '' : `.${part.field}`}`, part.reason);
  });
}

function entryOf(entry: JsonObject): DeliveryReport | Reply | RefusedPart {
  const phone = textOf(entry, 'phone_number');
  if (phone === null) return unreadable('phone_number', 'is missing');
  return Object.hasOwn(entry, 'content') ? reply(entry, phone) : report(entry, phone);
}

function report(entry: JsonObject, phone: string): DeliveryReport | RefusedPart {
  const success = textOf(entry, 'success');
  if (success !== 'true' && success !== 'false') {
    return unreadable('success', `must be true or false, not ${quoted(entry['success'])}`);
  }
  const [providerId, reference] = [textOf(entry, 'biz_id'), textOf(entry, 'out_id')];
  if (providerId === null && reference === null) return unreadable('biz_id', 'and out_id are missing');
  const code = textOf(entry, 'err_code');
  return {
    kind: 'delivery',
    eventId: stableId('alibaba', providerId, reference, phone, success, code),
    providerId,
    reference,
    to: e164(phone),
    status: success === 'true' ? 'delivered' : 'failed',
    code,
    reason: textOf(entry, 'err_msg'),
    at: chinaTime(textOf(entry, 'report_time')),
  };
}

function reply(entry: JsonObject, phone: string): Reply | RefusedPart {
  const { content } = entry;
  if (typeof content !== 'string') return unreadable('content', 'must be a text');
  const sequence = textOf(entry, 'sequence_id');
  const to = textOf(entry, 'dest_code');
  const sent = textOf(entry, 'send_time');
  const eventId = sequence
    ? stableId('alibaba', 'reply', sequence)
    : stableId('alibaba', phone, to, sent, content);
  return { kind: 'reply', eventId, text: content, from: e164(phone), to, at: chinaTime(sent) };
}

/** Bare numbers of mainland China are written without their country. */
function e164(phone: string): string {
  if (phone.startsWith('+')) return phone;
  return /^1\d{10}$/.test(phone) ? `+86${phone}` : `+${phone.replace(/^00/, '')}`;
}

/** Times are those of China, and do not say so. */
function chinaTime(text: string | null): number | null {
  return text === null ? null : readInstant(text.replace(' ', 'T'), 'Asia/Shanghai');
}
