import type { EarlierEnrollment } from '../domain/entry';
import { groupBy } from '../domain/group-by';
import type { LoggedEvent } from '../domain/user-event';
import { enrollmentsKey, type RouteBatch, type StoredRule } from '../ports/store';
import type { Tx } from './engine';
import type { Merge } from './merge';
import { selectIn, toEvent } from './rows';

/** Passages of users, by `enrollmentsKey`; with `as`, as if they were all that user's. */
export async function enrollmentsOf(
  tx: Tx,
  users: readonly string[],
  as?: string,
): Promise<Map<string, EarlierEnrollment[]>> {
  const rows = await selectIn(users, (slice) =>
    tx
      .selectFrom('journey_enrollment')
      .select(['id', 'workflow_id', 'user_id', 'instance_key', 'state'])
      .select(['entered_at as enteredAt', 'goal_at as goalAt'])
      .where('user_id', 'in', slice)
      .execute(),
  );
  const byKey = groupBy(rows, (row) => enrollmentsKey(row.workflow_id, as ?? row.user_id, row.instance_key));
  return new Map(
    [...byKey].map(([key, list]) => [key, list.map((row) => ({ ...row, goalReached: row.goalAt !== null }))]),
  );
}

/**
 * What was routed before and happened after somebody of this batch enters: the event that starts a journey may become known
 * later than the one that ends it. Reads nothing where no journey that may start has exit rules or a goal.
 */
export async function knownBefore(
  tx: Tx,
  events: readonly LoggedEvent[],
  rules: readonly StoredRule[],
  cursor: number,
): Promise<LoggedEvent[]> {
  const starting = (event: LoggedEvent) =>
    rules.filter(
      (rule) => hasEnds(rule) && event.seq > rule.validFromSeq && rule.rule.events.includes(event.event),
    );
  const entering = events.filter((event) => starting(event).length > 0);
  return logOf(
    tx,
    entering.map((event) => event.userId),
    endingNames(entering.flatMap(starting)),
    Math.min(...entering.map((event) => event.at)),
    cursor,
  );
}

/**
 * What happened under each of two ids that become one user, beside the passages under the other one, which have not been told
 * of it; all of it as the user's. To be read before the merge. Reads nothing where no journey has exit rules or a goal.
 */
export async function untold(
  tx: Tx,
  { alias, userId }: Merge,
  rules: readonly StoredRule[],
  cursor: number,
): Promise<RouteBatch[]> {
  // Nobody enters by what is past: who entered under the one id or the other has entered.
  const ending = rules.filter(hasEnds).map((rule) => ({ ...rule, validFromSeq: Number.MAX_SAFE_INTEGER }));
  if (ending.length === 0) return [];
  const names = endingNames(ending);
  const found: RouteBatch[] = [];
  for (const [under, other] of [
    [alias, userId],
    [userId, alias],
  ] as const) {
    const enrollments = await enrollmentsOf(tx, [other], userId);
    if (enrollments.size === 0) continue;
    const since = Math.min(...[...enrollments.values()].flat().map(({ enteredAt }) => enteredAt));
    const events = await logOf(tx, [under], names, since, cursor);
    if (events.length === 0) continue;
    found.push({
      now: 0,
      events: events.map((event) => ({ ...event, userId })),
      rules: ending,
      waits: [],
      enrollments,
    });
  }
  return found;
}

function hasEnds({ rule }: StoredRule): boolean {
  return rule.goal !== undefined || (rule.exits ?? []).length > 0;
}

function endingNames(rules: readonly StoredRule[]): string[] {
  const ends = rules.flatMap(({ rule }) => [...(rule.exits ?? []), ...(rule.goal ? [rule.goal] : [])]);
  return [...new Set(ends.flatMap(({ events }) => events))];
}

async function logOf(
  tx: Tx,
  users: readonly string[],
  names: readonly string[],
  since: number,
  cursor: number,
): Promise<LoggedEvent[]> {
  if (names.length === 0) return [];
  const rows = await selectIn(users, (slice) =>
    tx
      .selectFrom('journey_event')
      .selectAll()
      .where('user_id', 'in', slice)
      .where('name', 'in', names)
      .where('at', '>=', since)
      .where('seq', '<=', cursor)
      .execute(),
  );
  return rows.map(toEvent);
}
