import { firstMatch } from '../domain/matching';
import { canonicalOf, idsOf, lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { cursorOf } from './log';
import { groupBy, selectIn, toBranches, toEvent } from './rows';
import { countOutcomes } from './steps';
import { endWaits, usedSeqs, type EndedWait } from './waits';

/** What one pass over due waits did. */
export interface DueReport {
  readonly timedOut: number;
  readonly matched: number;
  readonly more: boolean;
}

/**
 * Ends waits whose deadline and grace have passed. Under the users' locks it looks once more into the part of the log that is not
 * routed yet: an event with `at <= deadline` there wins over the time-out. (Routed events met the wait when they were
 * routed, or when it was parked.)
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
  return engine.write(async (tx) => {
    await lockPeople(
      engine,
      tx,
      due.map((row) => row.user_id),
    );
    const ended = await decideDue(
      tx,
      due.map((row) => row.id),
    );
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

async function decideDue(tx: Tx, due: readonly string[]): Promise<EndedWait[]> {
  const waits = await selectIn(due, (slice) =>
    tx.selectFrom('journey_wait').selectAll().where('id', 'in', slice).where('state', '=', 'open').execute(),
  );
  const cursor = await cursorOf(tx, 'route');
  // What is not routed yet may still stand under an id that was merged into the user.
  const ids = await idsOf(
    tx,
    waits.map((wait) => wait.user_id),
  );
  const canonical = await canonicalOf(tx, ids);
  const events = await selectIn(ids, (slice) =>
    tx
      .selectFrom('journey_event')
      .selectAll()
      .where('seq', '>', cursor)
      .where('user_id', 'in', slice)
      .execute(),
  );
  const unrouted = groupBy(events.map(toEvent), (event) => canonical(event.userId));
  const concerned = waits.filter((wait) => unrouted.has(wait.user_id));
  const branches = groupBy(
    await selectIn(
      concerned.map((wait) => wait.id),
      (slice) => tx.selectFrom('journey_wait_event').selectAll().where('wait_id', 'in', slice).execute(),
    ),
    (row) => row.wait_id,
  );
  const used = await usedSeqs(
    tx,
    concerned.map((wait) => wait.enrollment_id),
  );
  return waits.map((wait) => {
    const match = firstMatch(toBranches(branches.get(wait.id) ?? []), unrouted.get(wait.user_id) ?? [], {
      sinceAt: wait.since_at,
      deadlineAt: wait.deadline_at,
      usedSeqs: used.get(wait.enrollment_id) ?? new Set(),
    });
    return {
      wait: {
        id: wait.id,
        workflowId: wait.workflow_id,
        nodeId: wait.node_id,
        enrollmentId: wait.enrollment_id,
        userId: wait.user_id,
        pathHash: wait.path_hash,
      },
      branchId: match?.branchId ?? null,
      seq: match?.event.seq ?? null,
    };
  });
}
