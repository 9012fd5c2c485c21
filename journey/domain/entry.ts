import type { EventConditions } from './conditions';
import { bucketOf } from './bucket';
import { valueAt } from './conditions';
import type { ExitRule, GoalRule } from './leaving';
import { keyText } from './key-text';
import { eventView, safelyMeets } from './matching';
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
  /** With re-entry "always": how many passages of one instance may be active at a time. Absent = any number. */
  readonly maxConcurrent?: number;
  /** Events older than this when they are routed start nobody. Absent = any age. */
  readonly maxEventAgeMs?: number;
  /** How many people may start within a minute; the others wait their turn. Absent = any number. */
  readonly maxPerMinute?: number;
  /** Share of people, 0 to 100, who walk the ghost path: for good, by their id. Absent = nobody. */
  readonly holdoutPercent?: number;
  readonly exits?: readonly ExitRule[];
  readonly goal?: GoalRule;
}

/** What the router knows about somebody's earlier passages through the same journey and instance. */
export interface EarlierEnrollment {
  readonly id: string;
  readonly state: 'active' | 'ended';
  readonly enteredAt: number;
  readonly goalReached: boolean;
}

/** Why an entry was refused; counted per journey, never silent. */
export type EntryRefusal = 'already_entered' | 'still_inside' | 'too_soon' | 'too_many' | 'too_old';

const DAY_MS = 86_400_000;

/** Whether an event starts a journey under a rule. Conditions that throw are a non-match of this rule alone. */
export function entersBy(rule: EntryRule, event: LoggedEvent): boolean {
  return rule.events.includes(event.event) && safelyMeets(rule.conditions, eventView(event));
}

/** The instance key of an entry, by `keyText`: '' when the rule has none or the event lacks the value. */
export function instanceKey(rule: EntryRule, event: LoggedEvent): string {
  if (rule.instancePath === null) return '';
  const value = valueAt(eventView(event), rule.instancePath);
  if (value === null || value === undefined) return '';
  return keyText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** Whether a user is held out of a journey: sticky, and the same for everybody who asks. */
export function isHeldOut(rule: EntryRule, salt: string, userId: string): boolean {
  return bucketOf(salt, userId) * 100 < (rule.holdoutPercent ?? 0);
}

/** Null when the entry is allowed, else the reason of the refusal. `now` is when the event is routed. */
export function refusal(
  rule: EntryRule,
  earlier: readonly Pick<EarlierEnrollment, 'state' | 'enteredAt'>[],
  at: number,
  now: number,
): EntryRefusal | null {
  if (rule.maxEventAgeMs !== undefined && now - at > rule.maxEventAgeMs) return 'too_old';
  const active = earlier.filter((enrollment) => enrollment.state === 'active').length;
  if (rule.reEntry.mode === 'always') return active >= (rule.maxConcurrent ?? Infinity) ? 'too_many' : null;
  return earlier.length === 0 ? null : again(rule.reEntry, earlier, at);
}

function again(
  rule: ReEntry,
  earlier: readonly Pick<EarlierEnrollment, 'state' | 'enteredAt'>[],
  at: number,
): EntryRefusal | null {
  if (rule.mode === 'once') return 'already_entered';
  if (earlier.some((enrollment) => enrollment.state === 'active')) return 'still_inside';
  if (rule.mode !== 'afterDays') return null;
  const latest = Math.max(...earlier.map((enrollment) => enrollment.enteredAt));
  return at - latest < rule.days * DAY_MS ? 'too_soon' : null;
}
