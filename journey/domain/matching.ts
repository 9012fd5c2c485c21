import { meets, type EventConditions } from './conditions';
import { byEventTime, type LoggedEvent } from './user-event';

/** One way out of a wait: the events of this name that meet the conditions. `id` survives renaming the branch. */
export interface WaitBranch {
  readonly id: string;
  readonly name: string;
  readonly event: string;
  readonly conditions: EventConditions | null;
}

/** Which events a wait may still take. `sinceAt` is inclusive; `deadlineAt` null = waits for ever. */
export interface WaitWindow {
  readonly sinceAt: number;
  readonly deadlineAt: number | null;
  /** Log positions this enrollment has used up: the event it entered with and those that ended an earlier wait. */
  readonly usedSeqs: ReadonlySet<number>;
}

/** A branch and the event that chose it. */
export interface BranchMatch {
  readonly branchId: string;
  readonly event: LoggedEvent;
}

/** What a wait needs to know of an event that conditions may read. */
export function eventView(event: LoggedEvent): Record<string, unknown> {
  const { eventId, userId, event: name, timestamp, properties, source, receivedAt } = event;
  return { eventId, userId, event: name, timestamp, properties, source, receivedAt };
}

/** Whether an event falls into a wait's window: in time, and not used up by the same enrollment before. */
export function inWindow(event: LoggedEvent, window: WaitWindow): boolean {
  if (event.at < window.sinceAt || window.usedSeqs.has(event.seq)) return false;
  return window.deadlineAt === null || event.at <= window.deadlineAt;
}

/**
 * The first branch an event takes; null when none. A condition that cannot be evaluated on this event
 * (wrong type under strict validation) counts as not met, so that one bad event cannot stop the others.
 */
export function branchFor(branches: readonly WaitBranch[], event: LoggedEvent): string | null {
  return branchesFor(branches, event)[0] ?? null;
}

/** All branches whose name and conditions an event meets, in their order. */
export function branchesFor(branches: readonly WaitBranch[], event: LoggedEvent): string[] {
  const named = branches.filter((branch) => branch.event === event.event);
  if (named.length === 0) return [];
  const view = eventView(event);
  return named.filter((branch) => safelyMeets(branch.conditions, view)).map(({ id }) => id);
}

/** The match that wins among several events: event time, then branch order, then place in the log. */
export function firstMatch(
  branches: readonly WaitBranch[],
  events: readonly LoggedEvent[],
  window: WaitWindow,
): BranchMatch | null {
  const order = new Map(branches.map((branch, index) => [branch.id, index]));
  let best: BranchMatch | null = null;
  for (const event of [...events].sort(byEventTime)) {
    if (!inWindow(event, window)) continue;
    const branchId = branchFor(branches, event);
    if (branchId === null) continue;
    if (best === null) best = { branchId, event };
    else if (event.at > best.event.at) break;
    else if ((order.get(branchId) ?? 0) < (order.get(best.branchId) ?? 0)) best = { branchId, event };
  }
  return best;
}

/** What conditions say of an event: they fail on a value of a type that they do not take. */
export function judged(
  conditions: EventConditions | null,
  view: Record<string, unknown>,
): 'met' | 'unmet' | 'failed' {
  try {
    return meets(conditions, view) ? 'met' : 'unmet';
  } catch {
    return 'failed';
  }
}

/** Conditions that fail are a non-match of that rule alone. */
export function safelyMeets(conditions: EventConditions | null, view: Record<string, unknown>): boolean {
  return judged(conditions, view) === 'met';
}
