import type { WaitView } from '../ports/store';
import type { Engine } from './engine';
import { selectIn, toEvent } from './rows';

/** The wait of a key, then those that its person has had at the same node since, in that order; reads only. */
export async function waitsSince(engine: Engine, waitKey: string): Promise<WaitView[]> {
  const rows = await engine.db
    .selectFrom('journey_wait as first')
    .innerJoin('journey_wait as wait', (join) =>
      join
        .onRef('wait.enrollment_id', '=', 'first.enrollment_id')
        .onRef('wait.node_id', '=', 'first.node_id')
        .onRef('wait.parked_at', '>=', 'first.parked_at'),
    )
    .leftJoin('journey_wait_data as kept', 'kept.wait_id', 'wait.id')
    .select([
      'wait.wait_key',
      'wait.workflow_id',
      'wait.user_id',
      'wait.state',
      'wait.deadline_at',
      'wait.resolved_seq',
      'kept.data',
    ])
    .where('first.wait_key', '=', waitKey)
    .orderBy('wait.parked_at')
    .execute();
  const seqs = rows.flatMap((row) => (row.resolved_seq === null ? [] : [row.resolved_seq]));
  const events = await selectIn(seqs, (slice) =>
    engine.db.selectFrom('journey_event').selectAll().where('seq', 'in', slice).execute(),
  );
  const bySeq = new Map(events.map((event) => [event.seq, toEvent(event)]));
  return rows
    .sort((a, b) => Number(b.wait_key === waitKey) - Number(a.wait_key === waitKey))
    .map((row) => ({
      workflowId: row.workflow_id,
      userId: row.user_id,
      state: row.state,
      deadlineAt: row.deadline_at,
      event: bySeq.get(row.resolved_seq ?? 0) ?? null,
      memo: row.data === null ? undefined : (JSON.parse(row.data) as { memo?: unknown }).memo,
    }));
}
