import { isJsonObject, own, type JsonObject } from '../plain-data';
import { cloudEventItem, isCloudEvent } from './cloudevents';
import { customItem, valueAtPath, type CustomPaths } from './custom';
import { nativeItem } from './native';
import { isPosthog, posthogItem } from './posthog';
import { isSegment, segmentItem } from './segment';
import type { ItemReader } from './sent';
import { isSensors, isSensorsCanvas, sensorsCanvasItem, sensorsItem } from './sensors';

/** How the bodies of an intake are read: by what they look like, or always as one format. */
export type IntakeFormat =
  | { readonly kind: 'auto' }
  | { readonly kind: 'native' | 'segment' | 'sensors' | 'sensorsCanvas' | 'cloudEvents' | 'posthog' }
  | { readonly kind: 'custom'; readonly paths: CustomPaths };

/** The format of an intake that nobody configured: each event is read by what it looks like. */
export const ANY_FORMAT: IntakeFormat = { kind: 'auto' };

/** The formats the intake understands, for answers to those who send something else. */
export const KNOWN_FORMATS =
  'one event {"userId": "u1", "event": "user.registered", "properties": {}}, a list of them, {"events": [...]}, ' +
  'Segment or RudderStack (a call, or {"batch": [...]}), Sensors Data (data or data_list of an SDK, or its canvas webhook), ' +
  'CloudEvents 1.0 (structured, binary or batch) and PostHog (one event, or {"batch": [...]}). ' +
  'For anything else choose Custom Paths as the format of the trigger';

/** The items of a request, how each is read, and how their paths begin (`events[3]`, or nothing for one event alone). */
export interface SentItems {
  readonly items: readonly unknown[];
  readonly read: ItemReader;
  readonly rootOf: (index: number) => string;
}

/** The fixed formats; the context is the batch around an item. */
const READERS = {
  native: () => nativeItem,
  segment: (batch: JsonObject) => (item: JsonObject) => segmentItem(item, own(batch, 'sentAt')),
  sensors: () => sensorsItem,
  sensorsCanvas: () => sensorsCanvasItem,
  cloudEvents: () => cloudEventItem,
  posthog: () => posthogItem,
} satisfies Record<string, (batch: JsonObject) => ItemReader>;

const LISTS = ['events', 'batch', 'data_list', 'data'] as const;

/** Recognises the format of a request by its shape; null when it is none of the known ones. */
export function sentItems(value: unknown, format: IntakeFormat): SentItems | null {
  if (format.kind === 'custom') return customItems(value, format.paths);
  const list = listIn(value, format);
  if (list) {
    const batch = isJsonObject(value) ? value : {};
    const read: ItemReader = format.kind === 'auto' ? anyItem(list.name, batch) : READERS[format.kind](batch);
    return { items: list.items, read, rootOf: (index) => `${list.name}[${index}]` };
  }
  if (!isJsonObject(value)) return null;
  const read: ItemReader = format.kind === 'auto' ? anyItem('', {}) : READERS[format.kind](value);
  return format.kind !== 'auto' || isEvent(value) ? { items: [value], read, rootOf: () => '' } : null;
}

function listIn(
  value: unknown,
  format: IntakeFormat,
): { readonly name: string; readonly items: readonly unknown[] } | null {
  if (Array.isArray(value)) return { name: 'events', items: value };
  // The data of one CloudEvent may well be a list, and so may a field beside the user and the name of an event.
  if (!isJsonObject(value) || isCloudEvent(value) || format.kind === 'cloudEvents' || isNamed(value))
    return null;
  for (const name of LISTS) {
    const items = own(value, name);
    if (Array.isArray(items)) return { name, items };
  }
  return null;
}

function isNamed(value: JsonObject): boolean {
  return (
    Object.hasOwn(value, 'event') && (Object.hasOwn(value, 'userId') || Object.hasOwn(value, 'distinct_id'))
  );
}

function customItems(value: unknown, paths: CustomPaths): SentItems | null {
  const found = paths.events === '' ? value : valueAtPath(value, paths.events);
  const name = paths.events === '' ? 'events' : paths.events;
  const read: ItemReader = (item) => customItem(item, paths);
  if (Array.isArray(found)) return { items: found, read, rootOf: (index) => `${name}[${index}]` };
  return isJsonObject(found) ? { items: [found], read, rootOf: () => paths.events } : null;
}

/** Reads each item by what it looks like; in a `batch` what looks like nothing else is a Segment call. */
function anyItem(list: string, batch: JsonObject): ItemReader {
  return (item) => {
    if (isCloudEvent(item)) return cloudEventItem(item);
    if (isSensorsCanvas(item)) return sensorsCanvasItem(item);
    if (isSensors(item)) return sensorsItem(item);
    if (isPosthog(item)) return posthogItem(item);
    if (list === 'batch' || isSegment(item)) return segmentItem(item, own(batch, 'sentAt'));
    return nativeItem(item);
  };
}

function isEvent(value: JsonObject): boolean {
  const looks = [isCloudEvent, isSensorsCanvas, isSensors, isPosthog, isSegment];
  return (
    looks.some((is) => is(value)) ||
    ['event', 'userId', 'eventId', 'properties'].some((key) => Object.hasOwn(value, key))
  );
}
