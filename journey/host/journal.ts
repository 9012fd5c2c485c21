import type { IExecuteFunctions } from 'n8n-workflow';
import { versionSource, type WorkflowGraph } from '../domain/graph';
import type { PersonRef, StepRecord } from '../ports/store';
import { clock } from './clock';
import { graphOf } from './continuation';
import { digest } from './ids';
import type { JourneyProcess } from './process';

const versions = new WeakMap<object, string>();

/** The version of the journey this execution runs: the first 12 hex digits over what decides its behaviour. */
export function journeyVersion(context: IExecuteFunctions): string {
  const graph: WorkflowGraph = graphOf(context);
  const known = versions.get(graph.nodes);
  if (known) return known;
  const version = digest(versionSource(graph), 12);
  versions.set(graph.nodes, version);
  return version;
}

/** What happened to somebody at this node, for the journal. */
export interface Step {
  readonly person: PersonRef;
  /** What tells this step from others of the same delivery at the same node. */
  readonly key: string;
  readonly outcome: string;
  /** When it happened, where that is known better than by when it is written down: later deadlines count from it. */
  readonly at?: number;
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
  await store.recordSteps(
    steps.map(({ person, key, outcome, at = now }): StepRecord => ({
      key: `${key}:${outcome}`,
      enrollmentId: person.enrollmentId,
      workflowId: context.getWorkflow().id ?? '',
      nodeId: context.getNode().id,
      version,
      outcome,
      at,
    })),
  );
}
