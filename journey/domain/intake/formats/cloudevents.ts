import type { RequestHeaders } from '../signature';
import { isJsonObject, own, type JsonObject } from '../plain-data';
import { firstField, firstOf, given, inside, type SentEvent } from './sent';

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
  return {
    userId: firstField(firstOf(item, ['subject']), inside({ data }, 'data', 'userId')),
    event: firstOf(item, ['type']),
    eventId: given(`${String(own(item, 'source'))}#${String(own(item, 'id'))}`, 'id'),
    timestamp: firstOf(item, ['time']),
    properties: { name: 'data', value: data === undefined || isJsonObject(data) ? data : { data } },
  };
}

function dataOf(item: JsonObject): unknown {
  const encoded = own(item, 'data_base64');
  if (typeof encoded !== 'string') return own(item, 'data') ?? undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
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
