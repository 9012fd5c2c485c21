import type { WorkflowJson } from '../host/n8n-options';

/** Type names of the package as users get it. */
export const PACKAGE = '@journey-canvas/n8n-nodes-journeys';

interface NodeOptions {
  readonly id?: string;
  readonly parameters?: Record<string, unknown>;
  readonly [setting: string]: unknown;
}

/** A node on the canvas: `user` types are ours, dotted ones n8n's. */
export interface CanvasNode {
  readonly name: string;
  readonly type: string;
  readonly options: NodeOptions;
}

/** A node of ours or (with a dot in the type) of n8n's. */
export function node(
  name: string,
  type: string,
  parameters: Record<string, unknown> = {},
  settings: NodeOptions = {},
): CanvasNode {
  return { name, type, options: { ...settings, parameters } };
}

/** `from` leads to `to`; output and input count from 0. */
export type Connection = readonly [from: string, to: string, output?: number, input?: number];

/** A workflow as the editor saves it. */
export function workflow(
  name: string,
  nodes: readonly CanvasNode[],
  connections: readonly Connection[],
): WorkflowJson {
  const main: Record<string, { main: { node: string; type: 'main'; index: number }[][] }> = {};
  for (const [from, to, output = 0, input = 0] of connections) {
    const outputs = (main[from] ??= { main: [] }).main;
    while (outputs.length <= output) outputs.push([]);
    outputs[output]?.push({ node: to, type: 'main', index: input });
  }
  return {
    name,
    nodes: nodes.map((canvasNode, index) => ({
      id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
      name: canvasNode.name,
      type: canvasNode.type.includes('.') ? canvasNode.type : `${PACKAGE}.${canvasNode.type}`,
      typeVersion: canvasNode.type === 'n8n-nodes-base.set' ? 3.4 : 1,
      position: [index * 220, 0],
      ...canvasNode.options,
    })),
    connections: main,
    settings: { executionOrder: 'v1' },
  };
}

/** Edit Fields with one field, given as an expression body. */
export function set(name: string, fields: Record<string, string>, settings: NodeOptions = {}): CanvasNode {
  const assignments = Object.entries(fields).map(([field, expression]) => ({
    id: field,
    name: field,
    type: 'string',
    value: `={{ ${expression} }}`,
  }));
  return node(
    name,
    'n8n-nodes-base.set',
    { assignments: { assignments }, includeOtherFields: true, options: {} },
    settings,
  );
}
