import { sql } from 'kysely';
import type { Engine, Tx } from './engine';

/** After so many failed executions in a row, over all processes, a journey starts nobody any more. */
const BREAKER = 20;

/** Counts how an execution of a workflow ended; a success forgets the failures before it, but closes no open breaker. */
export async function countEnd(engine: Engine, workflowId: string, failed: boolean): Promise<void> {
  if (failed) {
    await engine.db
      .insertInto('journey_breaker')
      .values({ workflow_id: workflowId, failures: 1 })
      .onConflict((conflict) =>
        conflict.column('workflow_id').doUpdateSet({ failures: sql<number>`journey_breaker.failures + 1` }),
      )
      .execute();
    return;
  }
  const row = await engine.db
    .selectFrom('journey_breaker')
    .select('failures')
    .where('workflow_id', '=', workflowId)
    .executeTakeFirst();
  if (!row || row.failures >= BREAKER) return;
  await engine.db
    .deleteFrom('journey_breaker')
    .where('workflow_id', '=', workflowId)
    .where('failures', '<', BREAKER)
    .execute();
}

/** Whether a workflow has failed so often in a row that it is to start nobody. */
export async function isOpen(tx: Tx, workflowId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('journey_breaker')
    .select('failures')
    .where('workflow_id', '=', workflowId)
    .where('failures', '>=', BREAKER)
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets a workflow start people again. */
export async function closeBreaker(tx: Tx, workflowId: string): Promise<void> {
  await tx.deleteFrom('journey_breaker').where('workflow_id', '=', workflowId).execute();
}
