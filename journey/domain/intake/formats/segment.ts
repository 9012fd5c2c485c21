import { ALIAS, IDENTIFY, OTHER_ID } from '../../identity';
import { quoted } from '../outcome';
import { own, type JsonObject, type Violation } from '../plain-data';
import {
  firstOf,
  given,
  isAbsent,
  member,
  together,
  unknownType,
  type SentEvent,
  type SentField,
} from './sent';

const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'];
const KNOWN = ['track', 'identify', 'alias', 'page', 'screen'];

/** Whether an item is a Segment call. Other calls than track name no event, so a native event may have a field `type`. */
export function isSegment(item: JsonObject): boolean {
  const type = own(item, 'type');
  if (type === 'track') return !Object.hasOwn(item, 'distinct_id');
  return typeof type === 'string' && CALLS.includes(type) && !Object.hasOwn(item, 'event');
}

/**
 * https://segment.com/docs/connections/spec/ ; RudderStack's calls are the same. An identify that also names an anonymous
 * id merges that id into the user, as Segment's own profiles do. Pages and screens are events `page` and `screen`.
 */
export function segmentItem(item: JsonObject, batchSentAt: unknown): SentEvent | Violation {
  const type = own(item, 'type');
  const timestamp = firstOf(item, ['timestamp', 'originalTimestamp', 'sentAt']);
  const common = {
    userId: firstOf(item, ['userId', 'anonymousId']),
    eventId: firstOf(item, ['messageId', 'eventId']),
    timestamp: isAbsent(timestamp.value) ? { name: 'sentAt', value: batchSentAt } : timestamp,
  };
  const properties = firstOf(item, ['properties']);
  switch (type) {
    case 'track':
      return { ...common, event: firstOf(item, ['event']), properties };
    case 'page':
    case 'screen':
      return { ...common, event: given(type), properties: withName(item, properties) };
    case 'identify':
      return { ...common, event: given(IDENTIFY), properties: traitsOf(item) };
    case 'alias':
      return {
        ...common,
        event: given(ALIAS),
        properties: member('alias', firstOf(item, ['previousId', 'anonymousId'])),
      };
    default:
      return unknownType(type, KNOWN, quoted(type));
  }
}

/** The name of a page stands beside the properties in the call, and among them for conditions to read. */
function withName(item: JsonObject, properties: SentField): SentField {
  const name = firstOf(item, ['name']);
  if (isAbsent(name.value) || !isEmptyOrObject(properties.value)) return properties;
  return together(properties.name, member('name', name), properties);
}

function traitsOf(item: JsonObject): SentField {
  const traits = firstOf(item, ['traits']);
  const anonymousId = firstOf(item, ['anonymousId']);
  if (isAbsent(own(item, 'userId')) || isAbsent(anonymousId.value) || !isEmptyOrObject(traits.value))
    return traits;
  return together(traits.name, traits, member(OTHER_ID, anonymousId));
}

function isEmptyOrObject(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
