import type { RequestHeaders } from '../signature';
import { isJsonObject, own, type JsonObject } from '../plain-data';
import { asText, firstField, firstOf, member, type SentEvent, type SentField } from './sent';

/** Whether an item is a CloudEvent in structured form. */
export function isCloudEvent(item: JsonObject): boolean {
  return ['specversion', 'id', 'source', 'type'].every((key) => typeof own(item, key) === 'string');
}

/**
 * A CloudEvent (CloudEvents 1.0, JSON format). The user is the `subject`, else `data.userId`; source and id together are
 * unique by the specification, and so they are the event id. Data that is no object stands under `properties.data`.
 */
export function cloudEventItem(item: JsonObject): SentEvent {
  const data = dataOf(item);
  const source = own(item, 'source');
  return {
    userId: firstField(firstOf(item, ['subject']), userInside(data)),
    event: firstOf(item, ['type']),
    eventId: asText(firstOf(item, ['id']), (id) => `${typeof source === 'string' ? source : ''}#${id}`),
    timestamp: firstOf(item, ['time']),
    properties: data.value === undefined || isJsonObject(data.value) ? data : member('data', data),
  };
}

function dataOf(item: JsonObject): SentField {
  const encoded = own(item, 'data_base64');
  if (typeof encoded !== 'string') return { name: 'data', value: own(item, 'data') ?? undefined };
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return { name: 'data_base64', value: parsedOr(text) };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function userInside({ name, value }: SentField): SentField {
  return { name: `${name}.userId`, value: isJsonObject(value) ? own(value, 'userId') : undefined };
}

/** Whether a request is a CloudEvent in binary form: its attributes are headers, its body is the data alone. */
export function isBinaryCloudEvent(headers: RequestHeaders): boolean {
  return ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'].every(
    (name) => typeof headers[name] === 'string',
  );
}

/** A CloudEvent in binary form as the structured one that says the same (HTTP Protocol Binding, 3.1). */
export function structured(headers: RequestHeaders, data: unknown): JsonObject {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && typeof value === 'string' ? [[name.slice(3), decoded(value)] as const] : [],
  );
  return { ...Object.fromEntries(attributes), data };
}

/** Header values are percent-encoded where they are not plain ASCII; senders that do not encode are read as they are. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
