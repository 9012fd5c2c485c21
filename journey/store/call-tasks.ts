import { sql } from 'kysely';
import { CALL_ENDED, CALL_PROGRESS } from '../domain/calls/dispositions';
import { groupBy } from '../domain/group-by';
import type { CallTaskView, NodeRef } from '../ports/store';
import type { Engine } from './engine';
import { selectIn, toEvent } from './rows';

/** Says in the words of their index that only waits for the end of a call are asked for: these are few beside all others. */
const CALLS = sql<boolean>`matching.event_name = 'call.disposition'`;

/** A call exists a moment before its person waits. */
const EARLIER_MS = 60_000;

/** The calls that people wait for at a node: those who wait longest come first; reads only. */
export async function callTasks(engine: Engine, node: NodeRef, limit: number): Promise<CallTaskView[]> {
  const rows = await engine.db
    .selectFrom('journey_wait_event as matching')
    .innerJoin('journey_wait as wait', 'wait.id', 'matching.wait_id')
    .leftJoin('journey_wait_data as kept', 'kept.wait_id', 'wait.id')
    .select(['wait.user_id', 'wait.parked_at', 'wait.deadline_at', 'kept.data'])
    .where(CALLS)
    .where('matching.restarts', '=', 0)
    .where('wait.state', '=', 'open')
    .where('wait.workflow_id', '=', node.workflowId)
    .where('wait.node_id', '=', node.nodeId)
    .orderBy('wait.parked_at')
    .orderBy('wait.wait_key')
    .limit(limit)
    .execute();
  const said = await selectIn(
    rows.map((row) => row.user_id),
    (slice) =>
      engine.db
        .selectFrom('journey_event')
        .selectAll()
        .where('user_id', 'in', slice)
        .where('name', 'in', [CALL_ENDED, CALL_PROGRESS])
        .where('at', '>=', Math.min(...rows.map((row) => row.parked_at)) - EARLIER_MS)
        .orderBy('seq')
        .execute(),
  );
  const events = groupBy(said.map(toEvent), (event) => event.userId);
  return rows.map((row) => ({
    userId: row.user_id,
    deadlineAt: row.deadline_at,
    memo: row.data === null ? undefined : (JSON.parse(row.data) as { memo?: unknown }).memo,
    said: events.get(row.user_id) ?? [],
  }));
}
