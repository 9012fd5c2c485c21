import { ALIAS, IDENTIFY, OTHER_ID } from '../../identity';
import { isJsonObject, own, type JsonObject } from '../plain-data';
import { firstField, firstOf, given, inside, member, together, type SentEvent } from './sent';

/** Whether an item is an event of PostHog: it names a `distinct_id` where others name a user. */
export function isPosthog(item: JsonObject): boolean {
  if (!Object.hasOwn(item, 'event') || Object.hasOwn(item, 'userId')) return false;
  const properties = own(item, 'properties');
  return (
    Object.hasOwn(item, 'distinct_id') ||
    (isJsonObject(properties) && Object.hasOwn(properties, 'distinct_id'))
  );
}

/**
 * An event of PostHog's capture API (https://posthog.com/docs/api/capture). `$identify` and `$set` change the profile,
 * `$identify` with `$anon_distinct_id` and `$create_alias` merge the other id into the user.
 */
export function posthogItem(item: JsonObject): SentEvent {
  const event = own(item, 'event');
  const properties = firstOf(item, ['properties']);
  const sent: SentEvent = {
    userId: firstField(firstOf(item, ['distinct_id']), inside(item, 'properties', 'distinct_id')),
    event: firstOf(item, ['event']),
    eventId: firstOf(item, ['uuid']),
    timestamp: firstOf(item, ['timestamp', 'sent_at']),
    properties,
  };
  if (event === '$create_alias') return { ...sent, event: given(ALIAS) };
  if (event !== '$identify' && event !== '$set') return sent;
  const other = inside(item, 'properties', '$anon_distinct_id');
  const traits = together(
    properties.name,
    firstOf(item, ['$set_once']),
    inside(item, 'properties', '$set_once'),
    firstOf(item, ['$set']),
    inside(item, 'properties', '$set'),
    ...(other.value === undefined ? [] : [member(OTHER_ID, other)]),
  );
  return { ...sent, event: given(IDENTIFY), properties: traits };
}
