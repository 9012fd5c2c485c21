import { entersBy, instanceKey, isHeldOut, refusal } from '../domain/entry';
import { groupBy } from '../domain/group-by';
import { byEventTime } from '../domain/user-event';
import { judge, type Verdict } from '../domain/verdict';
import {
  enrollmentsKey,
  type CandidateWait,
  type RefusedEntry,
  type Resolution,
  type Restarted,
  type RouteBatch,
  type RouteDecision,
} from '../ports/store';
import { Passages } from './passages';
import { ruleErrors } from './rule-errors';

/**
 * What a batch of events leads to. A user's events are applied in the order they happened, not the order they arrived;
 * each open wait takes its first match (event time, then branch order, then place in the log), or ends once all of its
 * branches have happened, or has its deadline counted again; each event first takes people out of journeys and reaches goals, then starts the journeys that it may. What was known before ends
 * only passages that begin now: the others have been told. Pure.
 */
export function decide(batch: RouteBatch): RouteDecision {
  const judged = verdicts(batch);
  const resolutions = endings(judged);
  const passages = new Passages(batch);
  const refused: RefusedEntry[] = [];
  const known = new Set(batch.known);
  for (const event of [...batch.events, ...known].sort(byEventTime)) {
    for (const rule of batch.rules) {
      passages.apply(rule, event, known.has(event));
      if (known.has(event) || event.seq <= rule.validFromSeq || !entersBy(rule.rule, event)) continue;
      const entry = { rule, event, instanceKey: instanceKey(rule.rule, event) };
      const key = enrollmentsKey(rule.workflowId, event.userId, entry.instanceKey);
      const reason = refusal(rule.rule, passages.of(key), event.at, batch.now);
      if (reason) refused.push({ ...entry, reason });
      else passages.enter(key, { ...entry, holdout: isHeldOut(rule.rule, saltOf(rule), event.userId) });
    }
  }
  return {
    restarted: judged.flatMap(movedDeadline),
    resolved: resolutions.filter(({ wait }) => wait.state === 'open'),
    late: resolutions.filter(({ wait }) => wait.state === 'timed_out'),
    refused,
    unjudged: ruleErrors(batch),
    ...passages.outcome(),
  };
}

function saltOf(rule: { readonly workflowId: string; readonly nodeId: string }): string {
  return `holdout/${rule.workflowId}/${rule.nodeId}`;
}

interface Judged {
  readonly wait: CandidateWait;
  readonly verdict: Verdict;
}

function verdicts(batch: RouteBatch): Judged[] {
  const own = groupBy(batch.events, ({ userId }) => userId);
  return batch.waits.map((wait) => {
    const known = [...(wait.earlier ?? []), ...(own.get(wait.userId) ?? [])];
    return { wait, verdict: judge(wait, known) };
  });
}

/** What ends waits, the earliest event first. */
function endings(judged: readonly Judged[]): Resolution[] {
  return judged
    .flatMap(({ wait, verdict: { ended, happened } }): Resolution[] =>
      ended ? [{ wait, ...ended, happened }] : [],
    )
    .sort((a, b) => byEventTime(a.event, b.event));
}

function movedDeadline({ wait, verdict: { deadlineAt, restartedAt } }: Judged): Restarted[] {
  if (wait.state !== 'open' || deadlineAt === null || deadlineAt === wait.deadlineAt) return [];
  return [{ wait, deadlineAt, restartedAt }];
}
