import { IDENTIFY, PROFILE_EVENTS } from './identity';
import { afterEvent, type Profile } from './profile';
import type { EventProperties } from './user-event';

/** The trait that holds a person's tags, as a list of texts. */
export const TAGS = 'tags';

/** Something a workflow says about a person. */
export type ProfileChange =
  | { readonly kind: 'set'; readonly traits: EventProperties }
  | { readonly kind: 'tag'; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** A score is the trait of its name, a number; one that is none counts from 0. */
  | { readonly kind: 'score'; readonly name: string; readonly by: number }
  | { readonly kind: 'score'; readonly name: string; readonly to: number };

/**
 * A profile after a change at an instant. What sources have said of a later instant stays, but tags and scores work in
 * any order.
 */
export function afterChange(profile: Profile, change: ProfileChange, at: number): Profile {
  const event = (name: string, properties: EventProperties): Profile =>
    afterEvent(profile, { eventId: null, userId: '', event: name, timestamp: at, properties });
  switch (change.kind) {
    case 'set':
      return event(IDENTIFY, change.traits);
    case 'tag':
      return { ...event(PROFILE_EVENTS.append, {}), traits: withTags(profile.traits, change) };
    case 'score':
      return 'by' in change
        ? event(PROFILE_EVENTS.increment, { [change.name]: change.by })
        : event(IDENTIFY, { [change.name]: change.to });
  }
}

/** A person's tags; a single text, as some sources send it, is one tag. */
export function tagsOf(traits: EventProperties): string[] {
  const known = Object.hasOwn(traits, TAGS) ? traits[TAGS] : [];
  return [known].flat().filter((tag): tag is string => typeof tag === 'string');
}

function withTags(
  traits: EventProperties,
  { add, remove }: Extract<ProfileChange, { kind: 'tag' }>,
): EventProperties {
  const gone = new Set(remove);
  const kept = [...new Set([...tagsOf(traits), ...add])].filter((tag) => !gone.has(tag));
  return { ...traits, [TAGS]: kept };
}
