import { identityFault } from '../identity';
import type { UserEvent } from '../user-event';
import { eventFields, type EventField } from './fields';
import { ANY_FORMAT, KNOWN_FORMATS, sentItems, type IntakeFormat } from './formats';
import { keysOf, type ItemReader } from './formats/sent';
import type { IntakeLimits } from './limits';
import { quoted, type IndexedEvent, type ParsedEvents, type Refusal, type RejectedEvent } from './outcome';
import { isJsonObject, pathText, violation, type Violation } from './plain-data';

const DAY_MS = 86_400_000;

/**
 * Reads the events of a request. Each is judged alone: what is wrong with one never touches its neighbours, and of
 * an event with several faults the first is told. A request of an unknown format or with too many events is refused whole.
 * `receivedAt` (milliseconds) is the timestamp of events that bring none, and the clock against which a timestamp
 * more than 24 hours ahead is rejected. Pure; never throws on any JSON value.
 */
export function parseEvents(
  value: unknown,
  receivedAt: number,
  limits: IntakeLimits,
  format: IntakeFormat = ANY_FORMAT,
): ParsedEvents | Refusal {
  const sent = sentItems(value, format);
  if (sent === null)
    return { status: 400, message: `The body is not in a known format. Known: ${KNOWN_FORMATS}` };
  if (sent.items.length > limits.maxEvents) {
    return {
      status: 413,
      message: `The body holds ${sent.items.length} events, the limit is ${limits.maxEvents}. Send them in several requests`,
    };
  }
  const events: IndexedEvent[] = [];
  const rejected: RejectedEvent[] = [];
  sent.items.forEach((item, index) => {
    const judged = judge(item, sent.read, receivedAt, limits);
    if ('reason' in judged) {
      rejected.push({ index, path: pathText(sent.rootOf(index), judged.path), reason: judged.reason });
    } else events.push({ index, event: judged });
  });
  return { events, rejected };
}

/** Where the user of an event stands at the sender; for an event that was read before. */
export function userPath(value: unknown, index: number, format: IntakeFormat = ANY_FORMAT): string {
  const sent = sentItems(value, format);
  const item = sent?.items[index];
  if (!sent || !isJsonObject(item)) return '';
  const read = sent.read(item);
  return pathText(sent.rootOf(index), 'reason' in read ? [] : keysOf(read.userId));
}

function judge(
  item: unknown,
  read: ItemReader,
  receivedAt: number,
  limits: IntakeLimits,
): UserEvent | Violation {
  if (!isJsonObject(item)) return { path: [], reason: `must be an object, not ${quoted(item)}` };
  const sent = read(item);
  if ('reason' in sent) return sent;
  const fields = eventFields.safeParse({
    userId: sent.userId.value,
    event: sent.event.value,
    eventId: sent.eventId.value,
    timestamp: sent.timestamp.value,
    properties: sent.properties.value,
  });
  if (!fields.success) {
    const [issue] = fields.error.issues;
    const field = issue?.path[0] as EventField;
    return { path: keysOf(sent[field]), reason: issue?.message ?? 'is not valid' };
  }
  const { userId, event, eventId = null, timestamp, properties } = fields.data;
  if (timestamp !== null && timestamp > receivedAt + DAY_MS) {
    const shown = quoted(sent.timestamp.value);
    return {
      path: keysOf(sent.timestamp),
      reason: `${shown} is more than 24 hours ahead. Check the sender's clock`,
    };
  }
  const inside = violation(properties, 2, limits);
  if (inside) return { path: keysOf(sent.properties, inside.path), reason: inside.reason };
  const identity = identityFault({ event, properties });
  if (identity) return { path: keysOf(sent.properties, [identity.key]), reason: identity.reason };
  const judged: UserEvent = { eventId, userId, event, timestamp: timestamp ?? receivedAt, properties };
  const bytes = Buffer.byteLength(JSON.stringify(judged));
  if (bytes <= limits.maxEventBytes) return judged;
  return { path: [], reason: `is ${bytes} bytes of JSON, the limit is ${limits.maxEventBytes}` };
}
