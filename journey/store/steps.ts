import { sql } from 'kysely';
import type { NodeRef, StepRecord } from '../ports/store';
import type { Tx } from './engine';
import { chunks } from './rows';
import type { Schema } from './schema';

const HOUR_MS = 3_600_000;

/** Version of counts that no execution took part in: a time-out, a refused entry. */
const NO_VERSION = '';

/** Something that happened to somebody at a node, to be counted. */
export type CountedOutcome = NodeRef & { readonly version?: string; readonly outcome: string };

/** Writes steps into the journal and counts those that were not there before: a replayed step counts once. */
export async function recordSteps(tx: Tx, steps: readonly StepRecord[]): Promise<void> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  for (const slice of chunks([...byKey.values()])) {
    const inserted = await tx
      .insertInto('journey_step')
      .values(
        slice.map((step) => ({
          key: step.key,
          enrollment_id: step.enrollmentId,
          workflow_id: step.workflowId,
          version: step.version,
          node_id: step.nodeId,
          outcome: step.outcome,
          at: step.at,
        })),
      )
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .execute();
    const fresh = inserted.flatMap(({ key }) => byKey.get(key) ?? []);
    for (const [at, group] of groupByHour(fresh)) await countOutcomes(tx, group, at);
  }
}

function groupByHour(steps: readonly StepRecord[]): Map<number, StepRecord[]> {
  const hours = new Map<number, StepRecord[]>();
  for (const step of steps) {
    const hour = Math.floor(step.at / HOUR_MS) * HOUR_MS;
    hours.set(hour, [...(hours.get(hour) ?? []), step]);
  }
  return hours;
}

/** Adds to the hourly counters; sorted, so that two processes cannot deadlock on them. */
export async function countOutcomes(tx: Tx, outcomes: readonly CountedOutcome[], at: number): Promise<void> {
  const hour = Math.floor(at / HOUR_MS);
  const counts = new Map<string, Schema['journey_step_count']>();
  for (const { workflowId, nodeId, version, outcome } of outcomes) {
    const row = {
      workflow_id: workflowId,
      version: version ?? NO_VERSION,
      node_id: nodeId,
      outcome,
      hour,
      count: 1,
    };
    const key = JSON.stringify([workflowId, row.version, nodeId, outcome]);
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, row);
  }
  const rows = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  if (rows.length === 0) return;
  await tx
    .insertInto('journey_step_count')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['workflow_id', 'version', 'node_id', 'outcome', 'hour'])
        .doUpdateSet({ count: sql<number>`journey_step_count.count + excluded.count` }),
    )
    .execute();
}
