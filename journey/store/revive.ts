import { sql } from 'kysely';
import type { ClaimedPerson } from '../ports/store';
import { claimedPeople } from './deliveries';
import { lockPeople } from './aliases';
import type { Engine } from './engine';
import { selectIn } from './rows';

/**
 * Takes people whose journey ended in an error back into it, for an execution that an admin retries: their last delivery
 * gets a new attempt. Whoever went on, left, or belongs to another workflow is missing in the answer.
 */
export async function revive(
  engine: Engine,
  workflowId: string,
  enrollmentIds: readonly string[],
  executionId: string,
  bootId: string,
): Promise<ClaimedPerson[]> {
  const users = await selectIn(enrollmentIds, (slice) =>
    engine.db.selectFrom('journey_enrollment').select('user_id').where('id', 'in', slice).execute(),
  );
  if (users.length === 0) return [];
  return engine.write(async (tx) => {
    await lockPeople(
      engine,
      tx,
      users.map((row) => row.user_id),
    );
    const failed = await selectIn(enrollmentIds, (slice) =>
      tx
        .selectFrom('journey_delivery as d')
        .innerJoin('journey_enrollment as e', 'e.id', 'd.enrollment_id')
        // What was forgotten since cannot be continued: its event, or what was kept at its wait.
        .innerJoin('journey_event as ev', 'ev.seq', 'e.entry_seq')
        .leftJoin('journey_wait_data as data', 'data.wait_id', 'd.wait_id')
        .select(['d.id', 'e.id as enrollmentId'])
        .where('d.enrollment_id', 'in', slice)
        .where('d.workflow_id', '=', workflowId)
        .where('d.state', 'in', ['error', 'dead'])
        .where('e.state', '=', 'ended')
        .where('e.reason', '=', 'error')
        .where((eb) => eb.or([eb('d.wait_id', 'is', null), eb('data.wait_id', 'is not', null)]))
        .orderBy('d.ready_at')
        .execute(),
    );
    const last = [...new Map(failed.map((row) => [row.enrollmentId, row])).values()];
    if (last.length === 0) return [];
    const ids = last.map((row) => row.id);
    await tx
      .updateTable('journey_enrollment')
      .set({ state: 'active', reason: null, error: null, ended_at: null })
      .where(
        'id',
        'in',
        last.map((row) => row.enrollmentId),
      )
      .execute();
    await tx
      .updateTable('journey_delivery')
      .set({
        state: 'running',
        attempt: sql<number>`attempt + 1`,
        alone: 1,
        execution_id: executionId,
        boot_id: bootId,
        reason: null,
      })
      .where('id', 'in', ids)
      .execute();
    return claimedPeople(tx, ids);
  });
}
