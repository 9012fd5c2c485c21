import type { JsonObject } from '../plain-data';
import { firstOf, type SentEvent } from './sent';

/** Our own format: the fields of an event under their own names. */
export function nativeItem(item: JsonObject): SentEvent {
  return {
    userId: firstOf(item, ['userId']),
    event: firstOf(item, ['event']),
    eventId: firstOf(item, ['eventId']),
    timestamp: firstOf(item, ['timestamp']),
    properties: firstOf(item, ['properties']),
  };
}
