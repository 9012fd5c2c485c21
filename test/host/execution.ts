import { parse } from 'flatted';

/** One item as a node put it out. */
export interface ExecutionItem {
  json: Record<string, unknown>;
  pairedItem?: unknown;
}

/** Where a run took its input from. */
export interface RunSource {
  previousNode: string;
  previousNodeOutput?: number;
  previousNodeRun?: number;
}

/** One run of one node. */
export interface NodeRun {
  status: string;
  startedAt: number;
  ms: number;
  sources: (RunSource | null)[];
  /** Items of each main output. An output that put out nothing is an empty list. */
  outputs: ExecutionItem[][];
  error?: string;
  hints: string[];
}

/** The states an execution can be in; the last four are final. */
export type ExecutionStatus =
  'new' | 'running' | 'waiting' | 'unknown' | 'success' | 'error' | 'canceled' | 'crashed';

/** One line of the list of executions. */
export interface ExecutionSummary {
  id: string;
  workflowId: string;
  status: ExecutionStatus;
  /** `trigger`, `webhook`, `manual`, `retry`, ... */
  mode: string;
  startedAt: string | null;
  stoppedAt: string | null;
}

/** An execution with everything its nodes put out. */
export interface ExecutionView extends ExecutionSummary {
  nodes: Map<string, NodeRun[]>;
  /** The workflow version it ran, where n8n recorded it. */
  workflowVersionId: string | null;
  lastNode: string | undefined;
  error: string | undefined;
  /** `customData` of the execution. */
  metadata: Record<string, string>;
  /** Items of one output (default 0) of one run (default: the last) of a node; empty if the node did not run. */
  items(node: string, output?: number, run?: number): ExecutionItem[];
  /** As `items`, but only their `json`. */
  json(node: string, output?: number, run?: number): Record<string, unknown>[];
}

interface RawRun {
  executionStatus?: string;
  startTime: number;
  executionTime: number;
  source?: (RunSource | null)[];
  data?: { main?: (ExecutionItem[] | null)[] };
  error?: { message?: string };
  hints?: { message: string }[];
}

interface RawData {
  resultData?: {
    runData?: Record<string, RawRun[]>;
    lastNodeExecuted?: string;
    error?: { message?: string };
    metadata?: Record<string, string>;
  };
}

/** An execution as n8n's REST interface sends it; `data` is flatted JSON. */
export interface RawExecution extends ExecutionSummary {
  data: string;
  workflowVersionId?: string | null;
}

const FINAL: readonly ExecutionStatus[] = ['success', 'error', 'canceled', 'crashed'];

/** True for a state that an execution does not leave by itself. A waiting execution is not final. */
export function isFinal(status: ExecutionStatus): boolean {
  return FINAL.includes(status);
}

function toRun(raw: RawRun): NodeRun {
  return {
    status: raw.executionStatus ?? 'unknown',
    startedAt: raw.startTime,
    ms: raw.executionTime,
    sources: raw.source ?? [],
    outputs: (raw.data?.main ?? []).map((items) => items ?? []),
    hints: (raw.hints ?? []).map((hint) => hint.message),
    ...(raw.error ? { error: raw.error.message ?? 'error without a message' } : {}),
  };
}

/** Reads an execution as n8n sends it. */
export function toExecutionView(raw: RawExecution): ExecutionView {
  const data = parse(raw.data) as RawData | null;
  const result = data?.resultData;
  const nodes = new Map<string, NodeRun[]>();
  for (const [name, runs] of Object.entries(result?.runData ?? {})) nodes.set(name, runs.map(toRun));
  const items = (node: string, output = 0, run?: number): ExecutionItem[] => {
    const runs = nodes.get(node) ?? [];
    return runs[run ?? runs.length - 1]?.outputs[output] ?? [];
  };
  return {
    id: String(raw.id),
    workflowId: raw.workflowId,
    status: raw.status,
    mode: raw.mode,
    startedAt: raw.startedAt,
    stoppedAt: raw.stoppedAt,
    nodes,
    workflowVersionId: raw.workflowVersionId ?? null,
    lastNode: result?.lastNodeExecuted,
    error: result?.error ? (result.error.message ?? 'error without a message') : undefined,
    metadata: result?.metadata ?? {},
    items,
    json: (node, output, run) => items(node, output, run).map((item) => item.json),
  };
}
