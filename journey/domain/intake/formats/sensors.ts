import { createHash } from 'node:crypto';
import { ALIAS, PROFILE_EVENTS } from '../../identity';
import { readInstant } from '../instant';
import { quoted } from '../outcome';
import { isJsonObject, own, type JsonObject, type Violation } from '../plain-data';
import {
  asText,
  firstField,
  firstOf,
  given,
  inside,
  member,
  together,
  unknownType,
  type SentEvent,
  type SentField,
} from './sent';

const PROFILE_TYPES = new Map<unknown, string>([
  ['profile_set', PROFILE_EVENTS.set],
  ['profile_set_once', PROFILE_EVENTS.setOnce],
  ['profile_unset', PROFILE_EVENTS.unset],
  ['profile_increment', PROFILE_EVENTS.increment],
  ['profile_append', PROFILE_EVENTS.append],
]);
const KNOWN = ['track', 'track_signup', ...PROFILE_TYPES.keys()].map(String);

/** Whether an item is what an SDK of Sensors Data sends. */
export function isSensors(item: JsonObject): boolean {
  const type = own(item, 'type');
  const named = Object.hasOwn(item, 'distinct_id') || Object.hasOwn(item, 'identities');
  return named && typeof type === 'string' && /^(track|profile|item)(_|$)/.test(type);
}

/**
 * One record of a Sensors Data SDK (manual.sensorsdata.cn/sa/docs/tech_knowledge_layout). The user is the login id where
 * there is one. `track_signup` merges `original_id` into the user; profile records change the profile.
 */
export function sensorsItem(item: JsonObject): SentEvent | Violation {
  const type = own(item, 'type');
  const common = {
    userId: firstField(
      firstOf(item, ['login_id']),
      inside(item, 'identities', '$identity_login_id'),
      firstOf(item, ['distinct_id']),
      firstOf(item, ['anonymous_id']),
    ),
    eventId: trackId(item),
    timestamp: firstOf(item, ['time']),
  };
  const properties = firstOf(item, ['properties']);
  if (type === 'track') return { ...common, event: firstOf(item, ['event']), properties };
  if (type === 'track_signup') {
    const alias = member('alias', firstOf(item, ['original_id']));
    return {
      ...common,
      userId: firstOf(item, ['distinct_id']),
      event: given(ALIAS),
      properties: together(properties.name, properties, alias),
    };
  }
  const event = PROFILE_TYPES.get(type);
  return event === undefined
    ? unknownType(type, KNOWN, quoted(type))
    : { ...common, event: given(event), properties };
}

/** The SDKs draw `_track_id` anew for each record, but only within a project and an instant; some have none. */
function trackId(item: JsonObject): SentField {
  const project = own(item, 'project');
  const time = own(item, 'time');
  return asText(firstOf(item, ['_track_id']), (id) =>
    [typeof project === 'string' ? project : '', id, readInstant(time) ?? ''].join(':'),
  );
}

/** Whether an item is what a Sensors Focus canvas posts to a webhook. */
export function isSensorsCanvas(item: JsonObject): boolean {
  return isJsonObject(own(item, 'receipt_properties')) && isJsonObject(own(item, 'user_profile'));
}

/**
 * One person whom a canvas of Sensors Focus sends on (manual.sensorsdata.cn/sf/docs/Webhook-tong-dao-jie-ru). The event is
 * `params.event`, else `sf.plan.` and the number of the plan; `properties.receipt` is what a report back has to name.
 */
export function sensorsCanvasItem(item: JsonObject): SentEvent {
  const plan = inside(item, 'receipt_properties', '$sf_plan_id');
  const entered = inside(item, 'receipt_properties', '$sf_enter_plan_time');
  const userId = firstField(
    inside(item, 'user_profile', 'second_id'),
    inside(item, 'user_profile', 'first_id'),
  );
  const unit = inside(item, 'receipt_properties', '$sf_strategy_unit_id');
  const parts = [own(item, 'project_name'), plan.value, unit.value, entered.value, userId.value];
  // Parts of other kinds do not name a step; then equal content is the same event.
  const named = parts.every((part) => part === null || typeof part !== 'object');
  return {
    userId,
    event: firstField(
      inside(item, 'params', 'event'),
      asText(plan, (id) => `sf.plan.${id}`),
    ),
    eventId: given(named ? hashOf(parts) : undefined, 'receipt_properties'),
    timestamp: {
      name: entered.name,
      // Their documents show a blank between day and time.
      value: typeof entered.value === 'string' ? entered.value.trim().replace(' ', 'T') : entered.value,
    },
    properties: together(
      'params',
      firstOf(item, ['params']),
      member('profile', firstOf(item, ['user_profile'])),
      member('receipt', firstOf(item, ['receipt_properties'])),
    ),
  };
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
