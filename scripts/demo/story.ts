import type { N8n, WorkflowJson } from '../../test/host/n8n';
import { example } from '../../test/support/examples';

/** An example that is shown. */
export interface DemoJourney {
  readonly workflow: WorkflowJson;
  /** The end of the URL of its trigger; empty where it has none of its own. */
  readonly path: string;
  /** By how much its Time Scale shortens waiting. */
  readonly timeScale: number;
}

/** Reads the workflow file of an example. */
export function demoJourney(name = 'first-coupon'): DemoJourney {
  const workflow = example(name);
  const trigger = workflow.nodes[0]?.['parameters'] as { path?: string; settings?: { timeScale?: number } };
  return { workflow, path: trigger.path ?? '', timeScale: trigger.settings?.timeScale ?? 1 };
}

/** Imports and publishes an example, unless this n8n has it already; returns its id. */
export async function publishDemo(n8n: N8n, { workflow }: DemoJourney): Promise<string> {
  const workflows = await n8n.rest.call<{ id: string; name: string }[]>('GET', '/workflows');
  const known = workflows.find(({ name }) => name === workflow.name);
  if (known) {
    await n8n.waitUntilActive(known.id);
    return known.id;
  }
  const { id } = await n8n.importWorkflow(workflow);
  await n8n.publishAndWait(id);
  return id;
}
