import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import type { WorkflowJson } from '../host/n8n-options';

/** The workflow of an example, as its file has it. */
export function example(name: string): WorkflowJson {
  const file = join(projectRoot, 'examples', name, 'workflow.json');
  return JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
}
