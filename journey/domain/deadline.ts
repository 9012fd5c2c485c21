import { DateTime } from 'luxon';
import { durationMs, type TimeUnit } from './duration';
import { dayOf, instantOf } from './local-time';
import type { WaitBranch } from './matching';
import type { Restart } from './verdict';
import { alignTo, type TimeWindow } from './window';

/** What a length of time is counted from. */
export type Anchor =
  /** The person's arrival at the wait. */
  | { readonly kind: 'arrival' }
  /** When the event happened that started the journey. */
  | { readonly kind: 'entry' }
  /** When the event happened that ended the person's last wait; before any, the one that started the journey. */
  | { readonly kind: 'lastEvent' }
  /** When the person last left an earlier step of the journey. */
  | { readonly kind: 'step'; readonly name: string };

/** What to do with a deadline that had passed when the person arrived. */
export type PastPolicy = 'goNow' | 'skip' | 'exit';

/** Until when somebody waits, as set on the canvas. */
export type DeadlineRule = (
  | { readonly kind: 'length'; readonly ms: number; readonly from: Anchor }
  | {
      readonly kind: 'date';
      readonly at: number;
      /** Moves the date; days and weeks keep the time of day in the zone. Negative = before. */
      readonly shift: { readonly amount: number; readonly unit: TimeUnit } | null;
      /** The minute of the day it is then set to; null keeps the time. */
      readonly atMinute: number | null;
      readonly zone: string;
    }
) & {
  /** Where the deadline is moved to the next moment the window is open; null = as it is. */
  readonly window: TimeWindow | null;
  readonly past: PastPolicy;
  /** Held back that long after the deadline, for events that happened in time and arrive late; none = 0. */
  readonly graceMs?: number;
};

/** When somebody's time is up. `late` says what happens when it was before they came. */
export interface Due {
  readonly at: number;
  /** How long the time-out is held back, for events that happened in time and arrive late. */
  readonly graceMs: number;
  readonly late: 'skip' | 'exit' | null;
}

/**
 * The deadline of somebody who arrives at `now`. `anchorAt` is the instant of the rule's anchor; `scale` divides
 * lengths, never dates. What has passed and may go now still waits for the window. Null = the window never opens.
 */
export function deadlineOf(
  rule: DeadlineRule,
  { now, anchorAt, scale }: { readonly now: number; readonly anchorAt: number; readonly scale: number },
): Due | null {
  const meant = rule.kind === 'length' ? anchorAt + Math.round(rule.ms / scale) : dateOf(rule);
  const at = rule.window === null ? meant : alignTo(rule.window, meant);
  if (at === null) return null;
  const graceMs = Math.round((rule.graceMs ?? 0) / scale);
  if (at >= now) return { at, graceMs, late: null };
  if (rule.past !== 'goNow') return { at, graceMs, late: rule.past };
  const open = rule.window === null ? now : alignTo(rule.window, now);
  // An event after the deadline stays late: the deadline is not moved to now without need.
  return { at: open === null || open === now ? at : open, graceMs, late: null };
}

/** How events count a deadline of this rule again; null when none do. Only a length of time can be counted again, a date cannot. */
export function restartOf(rule: DeadlineRule, on: readonly WaitBranch[], scale: number): Restart | null {
  if (rule.kind !== 'length' || on.length === 0) return null;
  const graceMs = Math.round((rule.graceMs ?? 0) / scale);
  return { on, ms: Math.round(rule.ms / scale), window: rule.window, graceMs };
}

function dateOf({ at, shift, atMinute, zone }: Extract<DeadlineRule, { kind: 'date' }>): number {
  const moved = shift === null ? at : shifted(at, shift.amount, shift.unit, zone);
  return atMinute === null ? moved : instantOf(dayOf(moved, zone), atMinute, zone);
}

function shifted(at: number, amount: number, unit: TimeUnit, zone: string): number {
  const calendar = (unit === 'days' || unit === 'weeks') && Number.isInteger(amount);
  if (!calendar) return at + Math.sign(amount) * durationMs(Math.abs(amount), unit);
  return DateTime.fromMillis(at, { zone })
    .plus({ [unit]: amount })
    .toMillis();
}
