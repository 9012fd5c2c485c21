import type { UserEvent } from './user-event';

/** The event that sets traits of a user's profile: its properties are the traits. */
export const IDENTIFY = '$identify';

/** The event that merges another id into the user: `properties.alias` is the id that goes. */
export const ALIAS = '$alias';

/** The property of an identify event that names an id to merge into the user. */
export const OTHER_ID = '$anonymousId';

/** The events that change a profile, by what they do to it. */
export const PROFILE_EVENTS = {
  set: IDENTIFY,
  setOnce: '$profile_set_once',
  unset: '$profile_unset',
  increment: '$profile_increment',
  append: '$profile_append',
} as const;

const MAX_ID = 256;

/** An id that an event merges into its user, as text; null when the event merges none, or itself. */
export function otherIdOf(event: Pick<UserEvent, 'event' | 'userId' | 'properties'>): string | null {
  const key = event.event === ALIAS ? 'alias' : event.event === IDENTIFY ? OTHER_ID : null;
  if (key === null || !Object.hasOwn(event.properties, key)) return null;
  const id = idText(event.properties[key]);
  return id === null || id === event.userId ? null : id;
}

/** What is wrong with an event that merges ids, and where; null when nothing is. */
export function identityFault(
  event: Pick<UserEvent, 'event' | 'properties'>,
): { readonly key: string; readonly reason: string } | null {
  const { properties } = event;
  if (event.event === ALIAS) return fault('alias', properties['alias']);
  if (event.event !== IDENTIFY || !Object.hasOwn(properties, OTHER_ID)) return null;
  return fault(OTHER_ID, properties[OTHER_ID]);
}

function fault(key: string, value: unknown): { readonly key: string; readonly reason: string } | null {
  if (idText(value) !== null) return null;
  return { key, reason: `must be the id that is merged into the user: 1 to ${MAX_ID} characters` };
}

/** An id as text, by the rules of user ids: 1 to 256 readable characters, or a whole number; null when it is none. */
export function idText(value: unknown): string | null {
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_ID) return null;
  return /[\p{Cc}\p{Cs}]/u.test(value) ? null : value;
}
