import { sql, type Selectable } from 'kysely';
import { groupBy } from '../domain/group-by';
import type { LoggedEvent } from '../domain/user-event';
import type { Restart, WaitTerms } from '../domain/verdict';
import type { CandidateWait } from '../ports/store';
import type { Tx } from './engine';
import { matchingRows, type MatchingRow } from './matching-rows';
import { selectIn, toBranches, toEvent } from './rows';
import type { Schema } from './schema';
import { usedSeqs } from './waits';

type WaitRow = Selectable<Schema['journey_wait']>;

/** Whether what has happened before matters to a wait: one event alone tells neither its end nor its deadline. */
export function remembers(wait: Pick<WaitRow, 'all_of' | 'restart'>): boolean {
  return wait.all_of === 1 || wait.restart !== null;
}

/**
 * Waits with everything that judging them takes. `matching` are matching rows that somebody has read already; of waits
 * that remember, all rows are read, and their users' events up to `cursor` too: the log is their memory, so there is no
 * second account of it that a crash or a merge of ids could leave behind.
 */
export async function candidates(
  tx: Tx,
  waits: readonly WaitRow[],
  matching: readonly MatchingRow[],
  cursor: number,
): Promise<CandidateWait[]> {
  const looking = waits.filter(remembers);
  const remembering = new Set(looking.map((wait) => wait.id));
  const whole = await matchingRows(
    tx,
    looking.map(({ id, user_id }) => ({ id, userId: user_id })),
  );
  const rows = groupBy(
    [...matching.filter((row) => !remembering.has(row.wait_id)), ...whole],
    (row) => row.wait_id,
  );
  const earlier = await earlierEvents(tx, [...remembering], cursor);
  const used = await usedSeqs(
    tx,
    waits.map((wait) => wait.enrollment_id),
  );
  return waits.map((wait) => ({
    id: wait.id,
    workflowId: wait.workflow_id,
    nodeId: wait.node_id,
    enrollmentId: wait.enrollment_id,
    userId: wait.user_id,
    state: wait.state === 'open' ? 'open' : 'timed_out',
    pathHash: wait.path_hash,
    sinceAt: wait.since_at,
    deadlineAt: wait.deadline_at,
    usedSeqs: used.get(wait.enrollment_id) ?? new Set(),
    ...termsOf(wait, rows.get(wait.id) ?? []),
    earlier: earlier.get(wait.id) ?? [],
  }));
}

/** How a wish to count the deadline again is kept with the wait. */
export function restartText(restart: Restart | null | undefined): string | null {
  if (!restart) return null;
  const { ms, window, graceMs } = restart;
  return JSON.stringify({ ms, window, graceMs });
}

function termsOf(
  wait: WaitRow,
  rows: readonly MatchingRow[],
): Pick<WaitTerms, 'branches' | 'allOf' | 'restart'> {
  const on = toBranches(rows.filter((row) => row.restarts === 1));
  return {
    branches: toBranches(rows.filter((row) => row.restarts === 0)),
    allOf: wait.all_of === 1,
    restart: wait.restart === null ? null : { ...(JSON.parse(wait.restart) as Omit<Restart, 'on'>), on },
  };
}

/**
 * What waits have seen, up to a place in the log. Before the event that the deadline is counted from nothing can move it,
 * and nothing has ended a wait that the first event ends: so much of the log is left alone.
 */
async function earlierEvents(
  tx: Tx,
  waitIds: readonly string[],
  cursor: number,
): Promise<Map<string, LoggedEvent[]>> {
  const rows = await selectIn(waitIds, (slice) =>
    tx
      .selectFrom('journey_wait as w')
      .innerJoin('journey_wait_event as m', (join) =>
        join.onRef('m.user_id', '=', 'w.user_id').onRef('m.wait_id', '=', 'w.id'),
      )
      .innerJoin('journey_event as e', (join) =>
        join.onRef('e.user_id', '=', 'm.user_id').onRef('e.name', '=', 'm.event_name'),
      )
      .select('w.id as waitId')
      .selectAll('e')
      .where('w.id', 'in', slice)
      .where('e.seq', '<=', cursor)
      .where(
        sql<boolean>`e.at >= case when w.restarted_at is not null and (m.restarts = 1 or w.all_of = 0)
          then w.restarted_at else w.since_at end`,
      )
      .execute(),
  );
  return new Map(
    [...groupBy(rows, (row) => row.waitId)].map(([waitId, events]) => [waitId, events.map(toEvent)]),
  );
}
