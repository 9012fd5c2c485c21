import type { ManualRunOptions, WorkflowJson } from './n8n-options';

/** The fields of a workflow file that n8n takes; ids and publication state of the file are left out. */
export function draftOf(workflow: WorkflowJson): WorkflowJson {
  const { name, nodes, connections, settings, pinData } = workflow;
  return { name, nodes, connections, settings: settings ?? {}, ...(pinData ? { pinData } : {}) };
}

/** The body of `POST /rest/workflows/:id/run`: n8n takes the trigger's output as a finished run of it. */
export function manualRunBody(options: ManualRunOptions): Record<string, unknown> {
  const { trigger, triggerItems, destination } = options;
  const data = triggerItems && {
    startTime: Date.now(),
    executionTime: 0,
    executionIndex: 0,
    executionStatus: 'success',
    source: [],
    data: { main: [triggerItems.map((json) => ({ json }))] },
  };
  return {
    ...(trigger === undefined ? {} : { triggerToStartFrom: { name: trigger, ...(data ? { data } : {}) } }),
    ...(destination === undefined ? {} : { destinationNode: { nodeName: destination, mode: 'inclusive' } }),
  };
}
