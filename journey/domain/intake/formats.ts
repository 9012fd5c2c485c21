import type { EventField } from './fields';
import { quoted } from './outcome';
import { isJsonObject, own, type JsonObject, type Violation } from './plain-data';

/** A field of an event before it is checked: its value and the name the sender gave it. */
export interface SentField {
  readonly name: string;
  readonly value: unknown;
}

/** One event before it is checked. */
export type SentEvent = Readonly<Record<EventField, SentField>>;

/** Reads one item of a request; a violation when the item is of a kind that is not an event. */
export type ItemReader = (item: JsonObject) => SentEvent | Violation;

/** The formats the intake understands, for answers to those who send something else. */
export const KNOWN_FORMATS =
  'one event {"userId": "u1", "event": "user.registered", "properties": {}}, a list of them, {"events": [...]}, ' +
  'or Segment (a track call, or {"batch": [...]})';

const SEGMENT_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

/** The items of a request, how each is read, and how their paths begin (`events[3]`, or nothing for one event alone). */
export interface SentItems {
  readonly items: readonly unknown[];
  readonly read: ItemReader;
  readonly rootOf: (index: number) => string;
}

/** Recognises the format of a request by its shape; null when it is none of the known ones. */
export function sentItems(value: unknown): SentItems | null {
  if (Array.isArray(value)) return listOf('events', value, anyItem);
  if (!isJsonObject(value)) return null;
  const events = own(value, 'events');
  if (Array.isArray(events)) return listOf('events', events, anyItem);
  const batch = own(value, 'batch');
  if (Array.isArray(batch)) return listOf('batch', batch, (item) => segmentItem(item, own(value, 'sentAt')));
  const isEvent =
    isSegment(value) || ['event', 'userId', 'eventId', 'properties'].some((key) => Object.hasOwn(value, key));
  return isEvent ? { items: [value], read: anyItem, rootOf: () => '' } : null;
}

function listOf(name: string, items: readonly unknown[], read: ItemReader): SentItems {
  return { items, read, rootOf: (index) => `${name}[${index}]` };
}

function anyItem(item: JsonObject): SentEvent | Violation {
  return isSegment(item) ? segmentItem(item, undefined) : nativeItem(item);
}

/** Segment's other calls name no event, so a native event may well have a property called `type`. */
function isSegment(item: JsonObject): boolean {
  const type = own(item, 'type');
  if (type === 'track') return true;
  return typeof type === 'string' && SEGMENT_TYPES.includes(type) && !Object.hasOwn(item, 'event');
}

function nativeItem(item: JsonObject): SentEvent {
  return {
    userId: firstOf(item, ['userId']),
    event: firstOf(item, ['event']),
    eventId: firstOf(item, ['eventId']),
    timestamp: firstOf(item, ['timestamp']),
    properties: firstOf(item, ['properties']),
  };
}

/** https://segment.com/docs/connections/spec/track/ and its common fields; RudderStack's are the same. */
function segmentItem(item: JsonObject, batchSentAt: unknown): SentEvent | Violation {
  const type = own(item, 'type');
  if (type !== 'track') {
    const found = type === undefined ? 'is missing' : `is ${quoted(type)}`;
    return { path: ['type'], reason: `${found}. Known types: track` };
  }
  const timestamp = firstOf(item, ['timestamp', 'originalTimestamp', 'sentAt']);
  return {
    userId: firstOf(item, ['userId', 'anonymousId']),
    event: firstOf(item, ['event']),
    eventId: firstOf(item, ['messageId', 'eventId']),
    timestamp: isAbsent(timestamp.value) ? { name: 'sentAt', value: batchSentAt } : timestamp,
    properties: firstOf(item, ['properties']),
  };
}

/** The first of these keys that has a value; the first key when none has. */
function firstOf(item: JsonObject, keys: readonly [string, ...string[]]): SentField {
  const name = keys.find((key) => !isAbsent(own(item, key))) ?? keys[0];
  return { name, value: own(item, name) };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
