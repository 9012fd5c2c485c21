import type { IExecuteFunctions } from 'n8n-workflow';
import type { PersonRef, StepRecord } from '../ports/store';
import { clock } from './clock';
import type { JourneyProcess } from './process';
import { journeyVersion, tellVersion } from './versions';

/** What happened to somebody at this node, for the journal. */
export interface Step {
  readonly person: PersonRef;
  /** What tells this step from others of the same delivery at the same node. */
  readonly key: string;
  readonly outcome: string;
  /** When it happened, where that is known better than by when it is written down: later deadlines count from it. */
  readonly at?: number;
  /** Where it happened, if not at this node. */
  readonly nodeId?: string;
}

/** Writes steps of this node into the journal and its counters. What a test run really did is in no report. */
export async function journal(
  process: JourneyProcess,
  context: IExecuteFunctions,
  steps: readonly Step[],
): Promise<void> {
  if (steps.length === 0 || context.getMode() === 'manual') return;
  const version = journeyVersion(context);
  const now = clock().now();
  const store = await process.runtime.store();
  await tellVersion(store, context);
  await store.recordSteps(
    steps.map(({ person, key, outcome, at = now, nodeId = context.getNode().id }): StepRecord => ({
      key: `${key}:${outcome}`,
      enrollmentId: person.enrollmentId,
      workflowId: context.getWorkflow().id ?? '',
      nodeId,
      version,
      outcome,
      at,
    })),
  );
}
