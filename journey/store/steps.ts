import { sql } from 'kysely';
import type { NodeRef, StepRecord } from '../ports/store';
import type { Tx } from './engine';
import { chunks } from './rows';
import type { Schema } from './schema';

const HOUR_MS = 3_600_000;

/** Version of counts that no execution took part in: a time-out, a refused entry. */
export const NO_VERSION = '';

/** Something that happened to somebody at a node, to be counted. */
export type CountedOutcome = NodeRef & { readonly version?: string; readonly outcome: string };

/**
 * Writes steps into the journal and counts those that were not there before: a replayed step counts once. Steps and
 * counters are both written in the order of their keys, so that two processes cannot deadlock on them.
 */
export async function recordSteps(tx: Tx, steps: readonly StepRecord[]): Promise<void> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const fresh: StepRecord[] = [];
  const sorted = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const slice of chunks(sorted)) {
    const inserted = await tx
      .insertInto('journey_step')
      .values(slice.map(toRow))
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .execute();
    fresh.push(...inserted.flatMap(({ key }) => byKey.get(key) ?? []));
  }
  await addCounts(tx, fresh);
}

/** Adds to the hourly counters what happened at one instant. */
export async function countOutcomes(tx: Tx, outcomes: readonly CountedOutcome[], at: number): Promise<void> {
  await addCounts(
    tx,
    outcomes.map(({ workflowId, nodeId, version, outcome }) => ({
      workflowId,
      nodeId,
      version,
      outcome,
      at,
    })),
  );
}

function toRow(step: StepRecord): Schema['journey_step'] {
  return {
    key: step.key,
    enrollment_id: step.enrollmentId,
    workflow_id: step.workflowId,
    version: step.version,
    node_id: step.nodeId,
    outcome: step.outcome,
    at: step.at,
  };
}

type Counted = NodeRef & {
  readonly version?: string | undefined;
  readonly outcome: string;
  readonly at: number;
};

async function addCounts(tx: Tx, counted: readonly Counted[]): Promise<void> {
  const counts = new Map<string, Schema['journey_step_count']>();
  for (const { workflowId, nodeId, version = NO_VERSION, outcome, at } of counted) {
    const hour = Math.floor(at / HOUR_MS);
    const key = JSON.stringify([workflowId, version, nodeId, outcome, hour]);
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { workflow_id: workflowId, version, node_id: nodeId, outcome, hour, count: 1 });
  }
  const rows = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  for (const slice of chunks(rows)) {
    await tx
      .insertInto('journey_step_count')
      .values(slice)
      .onConflict((conflict) =>
        conflict
          .columns(['workflow_id', 'version', 'node_id', 'outcome', 'hour'])
          .doUpdateSet({ count: sql<number>`journey_step_count.count + excluded.count` }),
      )
      .execute();
  }
}
