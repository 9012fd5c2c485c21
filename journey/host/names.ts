import type { IExecuteFunctions } from 'n8n-workflow';
import type { JourneyMap } from '../ports/store';
import { graphOf } from './continuation';

/** What a workflow and its nodes are called on the canvas; null where nobody knows. */
export interface Names {
  readonly workflow: string | null;
  readonly nodeOf: (nodeId: string) => string | null;
}

/** The names of a journey: of this very workflow as it is, else as the store was told; nodes that are gone keep their last. */
export function namesOf(context: IExecuteFunctions, workflowId: string, map: JourneyMap | undefined): Names {
  const { id, name = null } = context.getWorkflow();
  const own = id === workflowId;
  const nodes = own ? Object.values(graphOf(context).nodes) : [];
  const names = new Map([
    ...Object.entries(map?.nodes ?? {}),
    ...nodes.map((node) => [node.id, node.name] as const),
  ]);
  const workflow = own ? name : null;
  return { workflow: workflow ?? map?.name ?? null, nodeOf: (nodeId) => names.get(nodeId) ?? null };
}
