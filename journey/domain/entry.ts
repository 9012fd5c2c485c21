import type { EventConditions } from './conditions';
import { eventView, safelyMeets } from './matching';
import { valueAt } from './conditions';
import type { LoggedEvent } from './user-event';

/** When somebody who has been in a journey may enter it again. */
export type ReEntry =
  | { readonly mode: 'once' }
  | { readonly mode: 'afterExit' }
  | { readonly mode: 'afterDays'; readonly days: number }
  | { readonly mode: 'always' };

/** The rule by which events start a journey; a row in the store, so that it outlives the process that wrote it. */
export interface EntryRule {
  readonly events: readonly string[];
  readonly conditions: EventConditions | null;
  /** Path into the event whose value tells several passages of one user apart; null = one passage at a time. */
  readonly instancePath: string | null;
  readonly reEntry: ReEntry;
}

/** What the router knows about somebody's earlier passages through the same journey and instance. */
export interface EarlierEnrollment {
  readonly state: 'active' | 'ended';
  readonly enteredAt: number;
}

/** Why an entry was refused; counted per journey, never silent. */
export type EntryRefusal = 'already_entered' | 'still_inside' | 'too_soon';

const DAY_MS = 86_400_000;

/** Whether an event starts a journey under a rule. Conditions that throw are a non-match of this rule alone. */
export function entersBy(rule: EntryRule, event: LoggedEvent): boolean {
  return rule.events.includes(event.event) && safelyMeets(rule.conditions, eventView(event));
}

/** The instance key of an entry: '' when the rule has none or the event lacks the value. */
export function instanceKey(rule: EntryRule, event: LoggedEvent): string {
  if (rule.instancePath === null) return '';
  const value = valueAt(eventView(event), rule.instancePath);
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Null when the entry is allowed, else the reason of the refusal. */
export function refusal(
  rule: ReEntry,
  earlier: readonly EarlierEnrollment[],
  at: number,
): EntryRefusal | null {
  if (earlier.length === 0 || rule.mode === 'always') return null;
  if (rule.mode === 'once') return 'already_entered';
  if (earlier.some((enrollment) => enrollment.state === 'active')) return 'still_inside';
  if (rule.mode === 'afterExit') return null;
  const latest = Math.max(...earlier.map((enrollment) => enrollment.enteredAt));
  return at - latest < rule.days * DAY_MS ? 'too_soon' : null;
}
