import { groupBy } from '../domain/group-by';
import { judge } from '../domain/verdict';
import type { CandidateWait, Restarted } from '../ports/store';
import type { LoggedEvent } from '../domain/user-event';
import { canonicalOf, idsOf, lockPeople } from './aliases';
import { noticeOutage } from './alive';
import { candidates, remembers } from './candidates';
import type { Engine, Tx } from './engine';
import { cursorOf } from './log';
import { matchingRows, type OwnedWait } from './matching-rows';
import { selectIn, toEvent } from './rows';
import { countOutcomes } from './steps';
import { endWaits, restartDeadlines, type EndedWait } from './waits';

/** What one pass over due waits did. */
export interface DueReport {
  readonly timedOut: number;
  readonly matched: number;
  readonly more: boolean;
}

/**
 * Ends waits whose deadline and grace have passed. Under the users' locks it looks once more into the part of the log that is not
 * routed yet: an event with `at <= deadline` there wins over the time-out, and one that counts the deadline again moves
 * it. (Routed events met the wait when they were routed, or when it was parked.)
 */
export async function resolveDue(
  engine: Engine,
  now: number,
  limit: number,
  newId: () => string,
): Promise<DueReport> {
  const due = await engine.db
    .selectFrom('journey_wait')
    .select(['id', 'user_id'])
    .where('state', '=', 'open')
    .where('commit_at', '<=', now)
    .orderBy('commit_at')
    .limit(limit)
    .execute();
  if (due.length === 0) return { timedOut: 0, matched: 0, more: false };
  await noticeOutage(engine, now);
  return engine.write(async (tx) => {
    await lockPeople(
      engine,
      tx,
      due.map((row) => row.user_id),
    );
    const { ended, restarted } = await decideDue(
      tx,
      due.map((row) => row.id),
      now,
    );
    await restartDeadlines(tx, restarted);
    await endWaits(tx, ended, now, newId);
    const timedOut = ended.filter(({ branchId }) => branchId === null);
    await countOutcomes(
      tx,
      timedOut.map(({ wait }) => ({ ...wait, outcome: 'timed_out' })),
      now,
    );
    return { timedOut: timedOut.length, matched: ended.length - timedOut.length, more: due.length === limit };
  });
}

async function decideDue(
  tx: Tx,
  due: readonly string[],
  now: number,
): Promise<{ readonly ended: EndedWait[]; readonly restarted: Restarted[] }> {
  // Asked again: a deadline may have moved since it was found due, or be held back after an outage.
  const waits = await selectIn(due, (slice) =>
    tx
      .selectFrom('journey_wait')
      .select(['id', 'workflow_id as workflowId', 'node_id as nodeId', 'enrollment_id as enrollmentId'])
      .select(['user_id as userId', 'path_hash as pathHash', 'all_of', 'restart'])
      .where('id', 'in', slice)
      .where('state', '=', 'open')
      .where('commit_at', '<=', now)
      .execute(),
  );
  const cursor = await cursorOf(tx, 'route');
  const unrouted = await unroutedEvents(
    tx,
    waits.map((wait) => wait.userId),
    cursor,
  );
  const forgetful = waits.filter((wait) => !remembers(wait));
  const met = forgetful.filter((wait) => unrouted.has(wait.userId));
  const remembering = waits.filter(remembers);
  // Most people's time is simply up: nothing has happened that would have to be judged.
  const ended = forgetful
    .filter((wait) => !unrouted.has(wait.userId))
    .map((wait): EndedWait => ({ wait, branchId: null, seq: null, happened: null }));
  const restarted: Restarted[] = [];
  for (const wait of await judgeable(tx, met, remembering, cursor)) {
    const events = [...(wait.earlier ?? []), ...(unrouted.get(wait.userId) ?? [])];
    const verdict = judge(wait, events);
    const { deadlineAt, restartedAt, happened } = verdict;
    if (deadlineAt !== null && deadlineAt !== wait.deadlineAt) {
      restarted.push({ wait, deadlineAt, restartedAt });
      if (!verdict.ended && commitAt(wait, deadlineAt) > now) continue;
    }
    const { branchId, event } = verdict.ended ?? { branchId: null, event: null };
    ended.push({ wait, branchId, seq: event?.seq ?? null, happened });
  }
  return { ended, restarted };
}

/** Waits with everything that judging them takes. */
async function judgeable(
  tx: Tx,
  met: readonly OwnedWait[],
  remembering: readonly OwnedWait[],
  cursor: number,
): Promise<CandidateWait[]> {
  const ids = [...met, ...remembering].map((wait) => wait.id);
  const rows = await selectIn(ids, (slice) =>
    tx.selectFrom('journey_wait').selectAll().where('id', 'in', slice).execute(),
  );
  return candidates(tx, rows, await matchingRows(tx, met), cursor);
}

function commitAt(wait: CandidateWait, deadlineAt: number): number {
  return deadlineAt + (wait.restart?.graceMs ?? 0);
}

/** Events after the cursor, by the users they belong to: they may still stand under an id that was merged into the user. */
async function unroutedEvents(
  tx: Tx,
  users: readonly string[],
  cursor: number,
): Promise<Map<string, LoggedEvent[]>> {
  const ids = await idsOf(tx, users);
  const canonical = await canonicalOf(tx, ids);
  const events = await selectIn(ids, (slice) =>
    tx
      .selectFrom('journey_event')
      .selectAll()
      .where('seq', '>', cursor)
      .where('user_id', 'in', slice)
      .execute(),
  );
  return groupBy(events.map(toEvent), (event) => canonical(event.userId));
}
