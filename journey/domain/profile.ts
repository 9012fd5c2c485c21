import { IDENTIFY, OTHER_ID, PROFILE_EVENTS } from './identity';
import type { EventProperties, UserEvent } from './user-event';

/** What is known of a user; `updatedAt` is the newest business time at which a source said something. */
export interface Profile {
  readonly traits: EventProperties;
  readonly updatedAt: number;
}

/** What was never told. */
export const UNKNOWN: Profile = { traits: {}, updatedAt: 0 };

/** Whether an event changes the profile of its user. */
export function changesProfile(event: Pick<UserEvent, 'event'>): boolean {
  return Object.values<string>(PROFILE_EVENTS).includes(event.event);
}

/**
 * A profile after an event. Traits are merged key by key and not below; what is newer than the profile wins, what is
 * older only adds keys that are missing, so that events arriving in the wrong order do no harm.
 */
export function afterEvent(profile: Profile, event: UserEvent): Profile {
  const at = event.timestamp;
  switch (event.event) {
    case IDENTIFY:
      return mergeProfiles(profile, { traits: without(event.properties, [OTHER_ID]), updatedAt: at });
    case PROFILE_EVENTS.setOnce:
      return changed(profile, at, join(event.properties, profile.traits));
    case PROFILE_EVENTS.unset:
      if (at < profile.updatedAt) return profile;
      return changed(profile, at, without(profile.traits, Object.keys(event.properties)));
    case PROFILE_EVENTS.increment:
      return changed(profile, at, combine(profile.traits, event.properties, sum));
    case PROFILE_EVENTS.append:
      return changed(profile, at, combine(profile.traits, event.properties, list));
    default:
      return profile;
  }
}

/** Two profiles of one user as one: of each key the value of the newer profile. */
export function mergeProfiles(known: Profile, other: Profile): Profile {
  const [older, newer] = other.updatedAt >= known.updatedAt ? [known, other] : [other, known];
  return { traits: join(older.traits, newer.traits), updatedAt: newer.updatedAt };
}

function changed(profile: Profile, at: number, traits: EventProperties): Profile {
  return { traits, updatedAt: Math.max(profile.updatedAt, at) };
}

/** Built from entries, so that a key such as `__proto__` stays data. */
function join(...parts: readonly EventProperties[]): EventProperties {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

function without(traits: EventProperties, keys: readonly string[]): EventProperties {
  return Object.fromEntries(Object.entries(traits).filter(([key]) => !keys.includes(key)));
}

function combine(
  traits: EventProperties,
  by: EventProperties,
  how: (known: unknown, added: unknown) => unknown,
): EventProperties {
  const known = new Map(Object.entries(traits));
  return join(
    traits,
    Object.fromEntries(Object.entries(by).map(([key, added]) => [key, how(known.get(key), added)])),
  );
}

function sum(known: unknown, added: unknown): unknown {
  if (typeof added !== 'number') return known;
  return (typeof known === 'number' ? known : 0) + added;
}

function list(known: unknown, added: unknown): unknown[] {
  const values: unknown[] = Array.isArray(known) ? known : known === undefined ? [] : [known];
  return values.concat(added);
}
