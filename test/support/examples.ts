import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import type { WorkflowJson } from '../host/n8n-options';

/** The workflow of an example, as its file has it. */
export function example(name: string): WorkflowJson {
  const file = join(projectRoot, 'examples', name, 'workflow.json');
  return JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
}

const CREDENTIALS = { sendMessage: 'smsProviderApi', userProfile: 'crmApi' } as const;

/** An example after its credentials for messages and the CRM have been chosen. */
export function withCredentials(
  workflow: WorkflowJson,
  chosen: Record<keyof typeof CREDENTIALS, { readonly id: string; readonly name: string }>,
): WorkflowJson {
  const nodes = workflow.nodes.map((node) => {
    const type = String(node['type']).split('.').at(-1) as keyof typeof CREDENTIALS;
    const credential = CREDENTIALS[type];
    return credential ? { ...node, credentials: { [credential]: chosen[type] } } : node;
  });
  return { ...workflow, nodes };
}
