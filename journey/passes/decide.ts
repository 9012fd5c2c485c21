import { entersBy, instanceKey, refusal, type EarlierEnrollment } from '../domain/entry';
import { firstMatch } from '../domain/matching';
import { byEventTime, type LoggedEvent } from '../domain/user-event';
import {
  enrollmentsKey,
  type Entry,
  type RefusedEntry,
  type Resolution,
  type RouteBatch,
  type RouteDecision,
} from '../ports/store';

/**
 * What a batch of events leads to. A user's events are applied in the order they happened, not the order they arrived;
 * each open wait takes its first match (event time, then branch order, then place in the log), and each event starts
 * the journeys that it may. Pure.
 */
export function decide(batch: RouteBatch): RouteDecision {
  const resolutions = matches(batch);
  const entered: Entry[] = [];
  const refused: RefusedEntry[] = [];
  const passages = new Map([...batch.enrollments].map(([key, list]) => [key, [...list]]));
  for (const event of [...batch.events].sort(byEventTime)) {
    for (const entry of entriesBy(batch, event)) {
      const key = enrollmentsKey(entry.rule.workflowId, event.userId, entry.instanceKey);
      const earlier: EarlierEnrollment[] = passages.get(key) ?? [];
      const reason = refusal(entry.rule.rule.reEntry, earlier, event.at);
      if (reason) refused.push({ ...entry, reason });
      else {
        entered.push(entry);
        passages.set(key, [...earlier, { state: 'active', enteredAt: event.at }]);
      }
    }
  }
  return {
    resolved: resolutions.filter(({ wait }) => wait.state === 'open'),
    late: resolutions.filter(({ wait }) => wait.state === 'timed_out'),
    entered,
    refused,
  };
}

/** The first match of each wait, the earliest event first. */
function matches(batch: RouteBatch): Resolution[] {
  const events = new Map<string, LoggedEvent[]>();
  for (const event of batch.events) events.set(event.userId, [...(events.get(event.userId) ?? []), event]);
  return batch.waits
    .flatMap((wait): Resolution[] => {
      const match = firstMatch(wait.branches, events.get(wait.userId) ?? [], wait);
      return match ? [{ wait, ...match }] : [];
    })
    .sort((a, b) => byEventTime(a.event, b.event));
}

function entriesBy(batch: RouteBatch, event: LoggedEvent): Entry[] {
  return batch.rules
    .filter((rule) => event.seq > rule.validFromSeq && entersBy(rule.rule, event))
    .map((rule) => ({ rule, event, instanceKey: instanceKey(rule.rule, event) }));
}
