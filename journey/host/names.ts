import type { IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';
import type { WorkflowGraph } from '../domain/graph';
import { graphOf } from './continuation';

/** What a workflow and its nodes are called on the canvas; null where nobody knows. */
export interface Names {
  readonly workflow: string | null;
  readonly nodeOf: (nodeId: string) => string | null;
}

/** Names of the journeys this process listens for, as they were when published. */
const published = new Map<string, Names>();

/** Remembers what a published journey and its nodes are called, for whoever asks about its people. */
export function rememberNames(context: ITriggerFunctions): void {
  const { id = '', name = null } = context.getWorkflow();
  published.set(id, named(name, graphOf(context)));
}

/** The names of a journey: of this very workflow, or of one that this process has listened for; else none. */
export function namesOf(context: IExecuteFunctions, workflowId: string): Names {
  const { id, name = null } = context.getWorkflow();
  if (id === workflowId) return named(name, graphOf(context));
  return published.get(workflowId) ?? { workflow: null, nodeOf: () => null };
}

function named(workflow: string | null, { nodes }: WorkflowGraph): Names {
  const names = new Map(Object.values(nodes).map(({ id, name }) => [id, name]));
  return { workflow, nodeOf: (nodeId) => names.get(nodeId) ?? null };
}
