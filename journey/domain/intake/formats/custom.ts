import { isJsonObject, own, type JsonObject } from '../plain-data';
import { given, type SentEvent, type SentField } from './sent';

/** Where the fields of an event stand in a sender's own JSON: dotted paths, empty = not sent. */
export interface CustomPaths {
  /** Path to the list of events in the body; empty = the body itself is one event or a list. */
  readonly events: string;
  readonly userId: string;
  readonly event: string;
  /** The name of the event where the sender names none. */
  readonly eventName: string;
  readonly eventId: string;
  readonly timestamp: string;
  /** Empty = the whole item. */
  readonly properties: string;
}

/** Reads one item by the paths that somebody typed in. */
export function customItem(item: JsonObject, paths: CustomPaths): SentEvent {
  const event = at(item, paths.event, 'event');
  return {
    userId: at(item, paths.userId, 'userId'),
    event: event.value === undefined ? given(paths.eventName || undefined, event.name) : event,
    eventId: at(item, paths.eventId, 'eventId'),
    timestamp: at(item, paths.timestamp, 'timestamp'),
    properties: paths.properties === '' ? given(item, '') : at(item, paths.properties, 'properties'),
  };
}

/** The value at a dotted path; numbers in it count places of a list. Undefined when there is none. */
export function valueAtPath(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => {
    if (Array.isArray(found)) return /^\d{1,6}$/.test(key) ? (found as unknown[])[Number(key)] : undefined;
    return isJsonObject(found) ? own(found, key) : undefined;
  }, value);
}

function at(item: JsonObject, path: string, name: string): SentField {
  return path === '' ? given(undefined, name) : given(valueAtPath(item, path), path);
}
