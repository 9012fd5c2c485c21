import type { PersonRef } from '../ports/store';
import type { Engine } from './engine';
import { newDelivery } from './enrollments';
import { chunks } from './rows';
import { CRASH_TRIES } from './settle';

/**
 * Puts people on throw-away enrollments, each an instance of its own, for a test run that was told to really act. They
 * run already in this execution; its end completes them.
 */
export async function enrollForTest(
  engine: Engine,
  run: { readonly workflowId: string; readonly executionId: string; readonly bootId: string },
  userIds: readonly string[],
  now: number,
  newId: () => string,
): Promise<PersonRef[]> {
  const people = userIds.map((userId) => ({
    deliveryId: newId(),
    attempt: 1,
    enrollmentId: newId(),
    userId,
  }));
  await engine.write(async (tx) => {
    for (const slice of chunks(people)) {
      await tx
        .insertInto('journey_enrollment')
        .values(
          slice.map(({ enrollmentId, userId }) => ({
            id: enrollmentId,
            workflow_id: run.workflowId,
            user_id: userId,
            instance_key: `test-run:${enrollmentId}`,
            entry_seq: 0,
            state: 'active' as const,
            reason: null,
            error: null,
            entered_at: now,
            started_at: now,
            ended_at: null,
            holdout: 0,
            goal_at: null,
          })),
        )
        .execute();
      await tx
        .insertInto('journey_delivery')
        .values(
          slice.map(({ deliveryId, attempt, enrollmentId, userId }) => ({
            ...newDelivery(deliveryId, now, {
              kind: 'entry',
              workflow_id: run.workflowId,
              node_id: 'test-run',
              enrollment_id: enrollmentId,
              user_id: userId,
              wait_id: null,
              path_hash: '',
            }),
            state: 'running' as const,
            attempt,
            // A test run that crashes is not tried again.
            crashes: CRASH_TRIES,
            execution_id: run.executionId,
            boot_id: run.bootId,
          })),
        )
        .execute();
    }
  });
  return people;
}
