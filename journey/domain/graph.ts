/** The parts of a workflow that its journey's rules look at; n8n's own shapes, reduced. */
export interface WorkflowGraph {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  /** Output connections by node name, kind (`main`), output and target. */
  readonly connections: Readonly<Record<string, GraphConnections | undefined>>;
  readonly settings?: unknown;
}

/** A node as the graph rules read it. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly parameters?: unknown;
  readonly executeOnce?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

/** Outgoing connections of a node by kind; only `main` carries people. */
export type GraphConnections = Readonly<
  Record<
    string,
    readonly (readonly { readonly node: string; readonly index: number }[] | null | undefined)[] | undefined
  >
>;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly input: number;
}

function edges(graph: WorkflowGraph): Edge[] {
  return Object.entries(graph.connections).flatMap(([from, kinds]) =>
    (kinds?.['main'] ?? []).flatMap((targets) =>
      (targets ?? []).map((target) => ({ from, to: target.node, input: target.index })),
    ),
  );
}

/** Names of the nodes that can be reached from one, itself included. */
export function downstream(graph: WorkflowGraph, start: string): Set<string> {
  const all = edges(graph);
  const reached = new Set([start]);
  for (const name of reached) for (const edge of all) if (edge.from === name) reached.add(edge.to);
  return reached;
}

/** Names of all nodes as people come by them: from those nothing leads to, step by step; then whatever is left in loops. */
export function journeyOrder(graph: WorkflowGraph): string[] {
  const all = edges(graph);
  const names = Object.keys(graph.nodes);
  const starts = names.filter((name) => !all.some((edge) => edge.to === name));
  const reached = new Set(starts);
  for (const name of reached) for (const edge of all) if (edge.from === name) reached.add(edge.to);
  for (const name of names) reached.add(name);
  return [...reached].filter((name) => graph.nodes[name] !== undefined);
}

/**
 * A node after `wait` that joins several inputs, of which one comes from the wait and another does not: the two parts
 * would run in different executions and never meet. Null when there is none.
 */
export function mergeAcross(
  graph: WorkflowGraph,
  wait: string,
): { readonly merge: string; readonly other: string } | null {
  const after = downstream(graph, wait);
  const all = edges(graph);
  for (const merge of after) {
    if (merge === wait) continue;
    const inputs = new Map<number, Edge[]>();
    for (const edge of all)
      if (edge.to === merge) inputs.set(edge.input, [...(inputs.get(edge.input) ?? []), edge]);
    if (inputs.size < 2) continue;
    for (const sources of inputs.values()) {
      if (sources.every((edge) => !after.has(edge.from))) return { merge, other: sources[0]?.from ?? merge };
    }
  }
  return null;
}

/** Whether any of these outputs leads to more than one node: then a person's branches run side by side. */
export function forks(
  graph: WorkflowGraph,
  path: readonly { readonly name: string; readonly output: number }[],
): boolean {
  return path.some(({ name, output }) => (graph.connections[name]?.['main']?.[output]?.length ?? 0) > 1);
}

const SHARES_DATA = /\.(first|last|all)\(|\$node[.[]|\$items\(|\$input\./;

/**
 * A node after `start` that reads one person's data for all, when several people share an execution: Execute Once, or a
 * parameter with `.first(`, `.last(`, `.all(`, `$node[`, `$node.`, `$items(` or `$input.`. Null when there is none. Nodes whose type is in
 * `safe` handle people one by one whatever their settings.
 */
export function unsafeToShare(
  graph: WorkflowGraph,
  start: string,
  safe: (node: GraphNode) => boolean,
): { readonly node: string; readonly because: string } | null {
  for (const name of downstream(graph, start)) {
    const node = graph.nodes[name];
    if (!node || node.disabled) continue;
    if (node.executeOnce && !safe(node)) return { node: name, because: 'has Execute Once switched on' };
    const found = name === start ? null : SHARES_DATA.exec(JSON.stringify(node.parameters ?? {}));
    if (found) return { node: name, because: `uses ${found[0]}` };
  }
  return null;
}

/** What a journey's version is a digest of: nodes, connections and settings, without positions on the canvas. */
export function versionSource(graph: WorkflowGraph): unknown {
  const nodes = Object.values(graph.nodes)
    .map(({ id, name, type, parameters, executeOnce, disabled }) => ({
      id,
      name,
      type,
      parameters,
      executeOnce,
      disabled,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return [nodes, graph.connections, graph.settings ?? null];
}
