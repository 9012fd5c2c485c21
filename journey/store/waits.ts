import { sql } from 'kysely';
import type { Resolution } from '../ports/store';
import type { Tx } from './engine';
import { insertDeliveries, newDelivery } from './enrollments';
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
    resolved.map(({ wait, branchId, event }) => ({ wait, branchId, seq: event.seq })),
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
    const rows = slice.map(({ wait, branchId, seq }) => [
      wait.id,
      branchId,
      seq,
      branchId === null ? 'timed_out' : 'resolved',
    ]);
    const updated = await sql<{ id: string }>`
      update journey_wait set state = v.column4, branch_id = v.column2, resolved_seq = ${asInteger(sql`v.column3`)},
        resolved_at = ${asInteger(sql`${now}`)}
      from ${valueList(rows)} as v where journey_wait.id = v.column1 and journey_wait.state = 'open'
      returning journey_wait.id as id`.execute(tx);
    const won = new Set(updated.rows.map((row) => row.id));
    const over = slice.filter(({ wait }) => won.has(wait.id));
    const matched = over.filter(({ branchId }) => branchId !== null).map(({ wait }) => wait.id);
    if (matched.length > 0) {
      await tx.deleteFrom('journey_wait_event').where('wait_id', 'in', matched).execute();
    }
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

/** Log positions each enrollment has used up: the event it entered with and those that ended its waits. */
export async function usedSeqs(tx: Tx, enrollmentIds: readonly string[]): Promise<Map<string, Set<number>>> {
  const used = new Map<string, Set<number>>();
  const entries = await selectIn(enrollmentIds, (slice) =>
    tx.selectFrom('journey_enrollment').select(['id', 'entry_seq as seq']).where('id', 'in', slice).execute(),
  );
  const ended = await selectIn(enrollmentIds, (slice) =>
    tx
      .selectFrom('journey_wait')
      .select(['enrollment_id as id', 'resolved_seq as seq'])
      .where('enrollment_id', 'in', slice)
      .where('resolved_seq', 'is not', null)
      .execute(),
  );
  for (const { id, seq } of [...entries, ...ended]) {
    const seqs = used.get(id) ?? new Set<number>();
    if (seq !== null) seqs.add(seq);
    used.set(id, seqs);
  }
  return used;
}
