import type { EventConditions } from './conditions';
import { eventView, safelyMeets } from './matching';
import type { LoggedEvent } from './user-event';

/** Events that take people out of a journey at once, wherever they are in it. */
export interface ExitRule {
  readonly events: readonly string[];
  readonly conditions: EventConditions | null;
}

/** What a journey is for: counted once per enrollment, also after its end, while the window is open. No exit. */
export interface GoalRule extends ExitRule {
  /** From entry, in milliseconds. */
  readonly windowMs: number;
}

/** Whether an event takes people out. */
export function exitsBy(rules: readonly ExitRule[], event: LoggedEvent): boolean {
  return rules.some((rule) => happens(rule, event));
}

/** Whether an event reaches the goal of somebody who entered at `enteredAt`. */
export function reachesGoal(goal: GoalRule, event: LoggedEvent, enteredAt: number): boolean {
  return event.at >= enteredAt && event.at <= enteredAt + goal.windowMs && happens(goal, event);
}

function happens(rule: ExitRule, event: LoggedEvent): boolean {
  return rule.events.includes(event.event) && safelyMeets(rule.conditions, eventView(event));
}
