import { createHash } from 'node:crypto';
import type { NewEvent } from '../user-event';
import { canonicalJson } from './canonical-json';

/**
 * The 16 bytes by which the log knows an event again: the first half of SHA-256 over source and event id or,
 * without an id, over user, name, timestamp and properties (whatever the order of their keys). The parts are framed as a JSON array,
 * so no two different lists of parts give the same text, and an id can never meet a hash of content.
 * Two events without id and timestamp are duplicates only when they also arrived in the same millisecond.
 */
export function dedupHash(event: NewEvent): Buffer {
  const { source, eventId, userId, event: name, timestamp, properties } = event;
  const parts = eventId === null ? ['content', userId, name, timestamp, properties] : ['id', source, eventId];
  return createHash('sha256').update(canonicalJson(parts)).digest().subarray(0, 16);
}
