import { sql } from 'kysely';
import type { BranchMatch } from '../domain/matching';
import type { Resolution, Restarted } from '../ports/store';
import type { Tx } from './engine';
import { insertDeliveries, newDelivery } from './enrollments';
import { deleteMatching } from './matching-rows';
import { asInteger, chunks, selectIn, valueList } from './rows';
import type { Schema } from './schema';

/** A wait that ends, with what ended it: an event and its branch, or (both null) the time-out. */
export interface EndedWait {
  readonly wait: Pick<
    Resolution['wait'],
    'id' | 'workflowId' | 'nodeId' | 'enrollmentId' | 'userId' | 'pathHash'
  >;
  readonly branchId: string | null;
  readonly seq: number | null;
  /** Of a wait for all its branches, which have happened; null where the first decides. */
  readonly happened: readonly BranchMatch[] | null;
}

/** Ends waits by events, each with the delivery that continues its person. Call it under the locks of their users. */
export async function resolveWaits(
  tx: Tx,
  resolved: readonly Resolution[],
  now: number,
  newId: () => string,
): Promise<void> {
  await endWaits(
    tx,
    resolved.map(({ wait, branchId, event, happened }) => ({ wait, branchId, seq: event.seq, happened })),
    now,
    newId,
  );
}

/**
 * Ends open waits and writes the deliveries of those that were still open: whoever comes second changes nothing. The
 * matching rows of those that timed out stay, to tell late matches.
 */
export async function endWaits(
  tx: Tx,
  ended: readonly EndedWait[],
  now: number,
  newId: () => string,
): Promise<void> {
  for (const slice of chunks(ended)) {
    const rows = slice.map(({ wait, branchId, seq, happened }) => [
      wait.id,
      branchId,
      seq,
      branchId === null ? 'timed_out' : 'resolved',
      happenedText(happened),
    ]);
    const updated = await sql<{ id: string }>`
      update journey_wait set state = v.column4, branch_id = v.column2, resolved_seq = ${asInteger(sql`v.column3`)},
        happened = v.column5, resolved_at = ${asInteger(sql`${now}`)}
      from ${valueList(rows)} as v where journey_wait.id = v.column1 and journey_wait.state = 'open'
      returning journey_wait.id as id`.execute(tx);
    const won = new Set(updated.rows.map((row) => row.id));
    const over = slice.filter(({ wait }) => won.has(wait.id));
    await deleteMatching(
      tx,
      over.filter(({ branchId }) => branchId !== null).map(({ wait }) => wait),
    );
    await insertDeliveries(
      tx,
      over.map(({ wait }) => continuation(wait, newId(), now)),
    );
  }
}

function continuation(wait: EndedWait['wait'], id: string, now: number): Schema['journey_delivery'] {
  return newDelivery(id, now, {
    kind: 'wait',
    workflow_id: wait.workflowId,
    node_id: wait.nodeId,
    enrollment_id: wait.enrollmentId,
    user_id: wait.userId,
    wait_id: wait.id,
    path_hash: wait.pathHash,
  });
}

/** How it is kept which branches of a wait have happened. */
export function happenedText(happened: readonly BranchMatch[] | null): string | null {
  return happened && JSON.stringify(happened.map(({ branchId, event }) => [branchId, event.seq]));
}

/** Which branches of a wait had happened when it ended, with the places of their events in the log. */
export function happenedOf(text: string | null): readonly (readonly [branchId: string, seq: number])[] {
  return text === null ? [] : (JSON.parse(text) as [string, number][]);
}

/** Moves deadlines of waits that are open, never back. A time-out that was held back for longer stays held back. */
export async function restartDeadlines(tx: Tx, restarted: readonly Restarted[]): Promise<void> {
  for (const slice of chunks(restarted)) {
    const rows = slice.map(({ wait, deadlineAt, restartedAt }) => [
      wait.id,
      deadlineAt,
      restartedAt,
      deadlineAt + (wait.restart?.graceMs ?? 0),
    ]);
    const [deadline, counted, commit] = ['v.column2', 'v.column3', 'v.column4'].map((column) =>
      asInteger(sql.raw(column)),
    );
    await sql`
      update journey_wait set deadline_at = ${deadline}, restarted_at = ${counted},
        commit_at = case when commit_at > ${commit} then commit_at else ${commit} end
      from ${valueList(rows)} as v where journey_wait.id = v.column1 and journey_wait.state = 'open'
        and journey_wait.deadline_at < ${deadline}`.execute(tx);
  }
}

/** Log positions each enrollment has used up: the event it entered with and those that ended its waits. */
export async function usedSeqs(tx: Tx, enrollmentIds: readonly string[]): Promise<Map<string, Set<number>>> {
  const used = new Map<string, Set<number>>();
  const entries = await selectIn(enrollmentIds, (slice) =>
    tx.selectFrom('journey_enrollment').select(['id', 'entry_seq as seq']).where('id', 'in', slice).execute(),
  );
  const ended = await selectIn(enrollmentIds, (slice) =>
    tx
      .selectFrom('journey_wait')
      .select(['enrollment_id as id', 'resolved_seq as seq', 'happened'])
      .where('enrollment_id', 'in', slice)
      .where('resolved_seq', 'is not', null)
      .execute(),
  );
  for (const { id, seq } of entries) used.set(id, new Set([seq]));
  for (const { id, seq, happened } of ended) {
    const seqs = used.get(id) ?? new Set<number>();
    if (seq !== null) seqs.add(seq);
    for (const [, place] of happenedOf(happened)) seqs.add(place);
    used.set(id, seqs);
  }
  return used;
}
