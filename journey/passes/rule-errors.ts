import { groupBy } from '../domain/group-by';
import { eventView, inWindow, judged } from '../domain/matching';
import type { LoggedEvent } from '../domain/user-event';
import { readEnrollmentsKey, type NodeRef, type RouteBatch, type StoredRule } from '../ports/store';

interface Rule {
  readonly events: readonly string[];
  readonly conditions: StoredRule['rule']['conditions'];
}

/**
 * The nodes whose conditions could not be judged on an event of the batch, once for each event and rule row or wait: such
 * an event has not met them. Exits and goals only of people who are in the journey.
 */
export function ruleErrors(batch: RouteBatch): NodeRef[] {
  return [...errorsOfJourneys(batch), ...errorsOfWaits(batch)];
}

function errorsOfJourneys(batch: RouteBatch): NodeRef[] {
  return batch.rules.flatMap(({ workflowId, nodeId, rule, validFromSeq }) => {
    const entry = conditional([rule]);
    const leaving = conditional([...(rule.exits ?? []), ...(rule.goal ? [rule.goal] : [])]);
    if (entry.length + leaving.length === 0) return [];
    const fails = (event: LoggedEvent): boolean =>
      (event.seq > validFromSeq && failsOn(entry, event)) ||
      (failsOn(leaving, event) && isInside(batch, workflowId, event.userId));
    return batch.events.filter(fails).map(() => ({ workflowId, nodeId }));
  });
}

function errorsOfWaits({ waits, events }: RouteBatch): NodeRef[] {
  const own = groupBy(events, ({ userId }) => userId);
  return waits.flatMap((wait) => {
    const branches = [...wait.branches, ...(wait.restart?.on ?? [])];
    const rules = conditional(branches.map(({ event, conditions }) => ({ events: [event], conditions })));
    const fails = (event: LoggedEvent): boolean => inWindow(event, wait) && failsOn(rules, event);
    const { workflowId, nodeId } = wait;
    return (own.get(wait.userId) ?? []).filter(fails).map(() => ({ workflowId, nodeId }));
  });
}

/** Only conditions can fail, and most rules have none. */
const conditional = (rules: readonly Rule[]): Rule[] => rules.filter(({ conditions }) => conditions !== null);

function failsOn(rules: readonly Rule[], event: LoggedEvent): boolean {
  return rules.some(
    ({ events, conditions }) =>
      events.includes(event.event) && judged(conditions, eventView(event)) === 'failed',
  );
}

function isInside({ enrollments }: RouteBatch, workflowId: string, userId: string): boolean {
  for (const [key, passages] of enrollments) {
    const own = readEnrollmentsKey(key);
    if (
      own.workflowId === workflowId &&
      own.userId === userId &&
      passages.some(({ state }) => state === 'active')
    )
      return true;
  }
  return false;
}
