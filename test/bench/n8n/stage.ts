import { packPackage, startN8n, type N8n } from '../../host/n8n';
import type { N8nOptions, WorkflowJson } from '../../host/n8n-options';
import { node, set, workflow, type CanvasNode, type Connection } from '../../support/workflow';

/** How n8n judges expressions; rows say which was set. */
export const ENGINE = 'default expression engine, SQLite';

/** Measures on a fresh n8n that has the package and these workflows published; their ids, in order. */
export async function onN8n<T>(
  workflows: readonly WorkflowJson[],
  measure: (n8n: N8n, ids: readonly string[]) => Promise<T>,
  options: N8nOptions = {},
): Promise<T> {
  const n8n = await startN8n({ packages: [await packPackage()], complete: true, ...options });
  try {
    const ids: string[] = [];
    for (const draft of workflows) {
      const { id } = await n8n.importWorkflow(draft);
      await n8n.publishAndWait(id);
      ids.push(id);
    }
    return await measure(n8n, ids);
  } finally {
    await n8n.dispose();
  }
}

/** A journey whose people wait for `awaited`, and then go on, by the first branch, to one node of n8n's own. */
export function journey({
  path,
  entry,
  awaited,
  together = 1,
}: {
  readonly path: string;
  readonly entry: string;
  /** The event that ends the wait, or the branches of it as the node has them. */
  readonly awaited: string | readonly object[];
  readonly together?: number;
}): WorkflowJson {
  const parameters = { path, events: entry, peoplePerExecution: together, options: { binaryData: true } };
  const values =
    typeof awaited === 'string' ? [{ name: 'Go', event: awaited, conditions: {}, id: '' }] : awaited;
  return way(`Journey ${path}`, node('Start', 'userEventTrigger', parameters), [
    node('Wait', 'waitForEvent', { branches: { values } }),
  ]);
}

/** The same way on n8n's own nodes: started and waked by calls. */
export function native(path: string): WorkflowJson {
  const start = node('Start', 'n8n-nodes-base.webhook', {
    httpMethod: 'POST',
    path,
    responseMode: 'responseNode',
  });
  const answer = node(
    'Answer',
    'n8n-nodes-base.respondToWebhook',
    { respondWith: 'text', responseBody: '={{ $execution.resumeUrl }}' },
    { typeVersion: 1.4 },
  );
  const wait = node(
    'Wait',
    'n8n-nodes-base.wait',
    { resume: 'webhook', httpMethod: 'POST', options: {} },
    { typeVersion: 1.1, webhookId: `${path}-wait` },
  );
  return way(`Native ${path}`, { ...start, options: { ...start.options, typeVersion: 2, webhookId: path } }, [
    answer,
    wait,
  ]);
}

function way(name: string, start: CanvasNode, middle: readonly CanvasNode[]): WorkflowJson {
  const nodes = [
    start,
    set('Prepare', { greeting: '"Hello " + $json.userId' }),
    ...middle,
    node('Next', 'n8n-nodes-base.noOp'),
  ];
  const connections = nodes.slice(1).map(({ name: to }, index): Connection => [nodes[index]?.name ?? '', to]);
  return workflow(name, nodes, connections);
}
