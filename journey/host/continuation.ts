/**
 * All that this package knows of n8n's inside. n8n's public node interface has no way to go on in the middle of a
 * workflow; what stands here is not public, has a contract test against every supported n8n, and fails softly: when
 * restoring is refused, people still go on with their own json.
 */
import type {
  IDataObject,
  IExecuteData,
  IExecuteFunctions,
  INode,
  INodeExecutionData,
  IPairedItemData,
  IRunExecutionData,
  ISourceData,
  ITaskData,
  ITaskMetadata,
  ITriggerFunctions,
} from 'n8n-workflow';
import type { WorkflowGraph } from '../domain/graph';
import type { Lineage, LineageStep } from '../ports/store';

/** The parts of an execution context that n8n does not publish. */
export interface Inside {
  readonly runExecutionData: IRunExecutionData;
  readonly workflow: {
    readonly nodes: Record<string, INode>;
    readonly connectionsBySourceNode: WorkflowGraph['connections'];
  } & {
    readonly settings?: unknown;
  };
  readonly additionalData?: {
    /** Real time in milliseconds; absent without a time limit. */
    readonly executionTimeoutTimestamp?: number;
    readonly hooks?: { readonly handlers?: Readonly<Record<string, ((...given: unknown[]) => unknown)[]>> };
  };
}

const MARK = 'journeyContinuation';

/** What n8n keeps to itself, of a context that it handed to a node. */
export function inside(context: IExecuteFunctions | ITriggerFunctions): Inside {
  return context as unknown as Inside;
}

/**
 * Takes back what node settings could do to a parking node: Always Output Data would leak an item while parking, On
 * Error = Continue would let a refusal through, Execute Once would drop everybody but the first, Retry On Fail would run
 * a side effect again. n8n reads this very entry after the node ran. Call it first.
 */
export function neutraliseSettings(context: IExecuteFunctions): IExecuteData {
  const entry = context.getExecuteData();
  entry.node = {
    ...entry.node,
    alwaysOutputData: false,
    executeOnce: false,
    retryOnFail: false,
    onError: 'stopWorkflow',
    continueOnFail: false,
  };
  return entry;
}

/** The items that reached the node, before Execute Once could drop any. */
export function inputItems(entry: IExecuteData): INodeExecutionData[] {
  return entry.data['main']?.[0] ?? [];
}

/** Whether this run was started at this node by ourselves: nothing came before it, and it is not our pushed second pass. */
export function isStart(entry: IExecuteData): boolean {
  return entry.source === null;
}

/** What the first pass left for the second one on the pushed entry; undefined in every other run. Never read from json. */
export function continuationMark<T>(entry: IExecuteData): T | undefined {
  return (entry.metadata as Record<string, unknown> | undefined)?.[MARK] as T | undefined;
}

/** The graph of the workflow as this execution runs it. */
export function graphOf(context: IExecuteFunctions | ITriggerFunctions): WorkflowGraph {
  const { nodes, connectionsBySourceNode, settings } = inside(context).workflow;
  return {
    nodes: nodes as unknown as WorkflowGraph['nodes'],
    connections: connectionsBySourceNode,
    settings,
  };
}

/** The node with this id that would run; undefined where the workflow has none, or has it switched off. */
export function nodeById(context: IExecuteFunctions, id: string): INode | undefined {
  return Object.values(inside(context).workflow.nodes).find(
    (node) => node.id === id && node.disabled !== true,
  );
}

/** Where an item came from, from the trigger on; `rootIndex` is its place among the trigger's items. */
export interface Ancestry {
  readonly steps: Lineage;
  readonly rootNode: string;
  readonly rootIndex: number;
}

/** Why an item's way back to the trigger cannot be told. */
export type BrokenAncestry = { readonly broken: string };

/**
 * Follows an item back through the run data to the trigger. Broken where a node's output does not say which of several
 * inputs it came from.
 */
export function ancestryOf(
  context: IExecuteFunctions,
  entry: IExecuteData,
  item: number,
): Ancestry | BrokenAncestry {
  const { runData } = inside(context).runExecutionData.resultData;
  const nodes = inside(context).workflow.nodes;
  const steps: LineageStep[] = [];
  let source: ISourceData | null | undefined = entry.source?.['main']?.[0];
  let index = item;
  let rootNode = '';
  while (source) {
    const output = source.previousNodeOutput ?? 0;
    const task: ITaskData | undefined = runData[source.previousNode]?.[source.previousNodeRun ?? 0];
    const found = task?.data?.['main']?.[output]?.[index];
    if (!task || !found) return { broken: `the output of ${source.previousNode} is not in the execution` };
    rootNode = source.previousNode;
    steps.push({
      nodeId: nodes[rootNode]?.id ?? '',
      name: rootNode,
      output,
      json: found.json as Record<string, unknown>,
    });
    if ((task.source ?? []).length === 0) return { steps: steps.reverse(), rootNode, rootIndex: index };
    const parent = parentOf(found.pairedItem, task, runData);
    if (parent === null)
      return { broken: `${rootNode} does not say which input item its output item ${index} came from` };
    index = parent.index;
    source = parent.source;
  }
  return { broken: 'nothing came before it' };
}

function parentOf(
  pairedItem: INodeExecutionData['pairedItem'],
  task: ITaskData,
  runData: IRunExecutionData['resultData']['runData'],
): { readonly index: number; readonly source: ISourceData } | null {
  const pair = Array.isArray(pairedItem) ? (pairedItem.length === 1 ? pairedItem[0] : undefined) : pairedItem;
  const sources = (task.source ?? []).filter((source): source is ISourceData => source !== null);
  if (pair === undefined) {
    const only = sources.length === 1 ? sources[0] : undefined;
    return only && itemCount(only, runData) === 1 ? { index: 0, source: only } : null;
  }
  const { item, input, sourceOverwrite }: IPairedItemData = typeof pair === 'number' ? { item: pair } : pair;
  const source = sourceOverwrite ?? task.source[input ?? 0];
  return source ? { index: item, source } : null;
}

/** The trigger's item of the only person of an execution, for items whose own way back is broken. */
export function rootStep(context: IExecuteFunctions): LineageStep | null {
  const { runData } = inside(context).runExecutionData.resultData;
  for (const [name, runs] of Object.entries(runData)) {
    // Where this node also started the execution of somebody who was moved, its first run put nothing out.
    const run = runs.find(({ data }) => data?.['main']?.some((items) => (items?.length ?? 0) > 0));
    const output = run?.data?.['main']?.findIndex((items) => (items?.length ?? 0) > 0) ?? -1;
    const item = run?.data?.['main']?.[output]?.[0];
    if ((run?.source ?? []).length > 0 || !item) continue;
    const nodeId = inside(context).workflow.nodes[name]?.id ?? '';
    return { nodeId, name, output, json: item.json as Record<string, unknown> };
  }
  return null;
}

function itemCount(source: ISourceData, runData: IRunExecutionData['resultData']['runData']): number {
  const task = runData[source.previousNode]?.[source.previousNodeRun ?? 0];
  return task?.data?.['main']?.[source.previousNodeOutput ?? 0]?.length ?? 0;
}

/** One person who continues: the way to the wait, and the item that waited. */
export interface Restorable {
  readonly lineage: Lineage;
  readonly json: Record<string, unknown>;
  /** When the wait began, in milliseconds; what ran before is shown with this time. */
  readonly waitedFrom: number;
}

/**
 * Puts back what ran before, for people who came the same way: one item per person in every earlier node. Nodes are found
 * by id, since they may have been renamed; those that are gone are left out and returned. Then `node` runs with a real
 * source; without one this node runs again, and finds `mark`. It keeps run 0 free: n8n assigns the first pass to it.
 * @throws when n8n's run data is not as expected; the caller then goes on without history.
 */
export function restoreAndRun(
  context: IExecuteFunctions,
  entry: IExecuteData,
  people: readonly Restorable[],
  { node, mark }: { readonly node?: INode; readonly mark?: unknown },
): { readonly missing: readonly string[] } {
  const { runExecutionData, workflow } = inside(context);
  const stack = runExecutionData.executionData?.nodeExecutionStack;
  const first = people[0];
  if (!stack || !first) throw new Error('n8n has no execution stack here');
  const self = context.getNode();
  const names = new Map(Object.values(workflow.nodes).map((node) => [node.id, node.name]));
  const kept = first.lineage.map((step, place) => ({
    place,
    name: names.get(step.nodeId),
    output: step.output,
  }));
  const present = kept.filter((step): step is typeof step & { name: string } => step.name !== undefined);
  if (present.length === 0) throw new Error('no earlier node is left in the workflow');

  const runData: Record<string, ITaskData[]> = { [self.name]: [{} as ITaskData] };
  let previous: ISourceData | null = null;
  for (const { place, name, output } of present) {
    const items = people.map(({ lineage }, item) => ({
      json: (lineage[place]?.json ?? {}) as IDataObject,
      pairedItem: { item },
    }));
    const runs: ITaskData[] = (runData[name] ??= []);
    // n8n's log lists runs by time, then by index.
    const shown = { startTime: first.waitedFrom, executionIndex: place };
    runs.push({ ...restoredTask(items, output, previous), ...shown });
    previous = { previousNode: name, previousNodeOutput: output, previousNodeRun: runs.length - 1 };
  }
  Object.assign(runExecutionData.resultData.runData, runData);
  stack.unshift({
    // The node of the running workflow: an emit that raced a publish carries the old one.
    node: node ?? workflow.nodes[self.name] ?? self,
    data: { main: [people.map(({ json }) => ({ json: json as IDataObject }))] },
    source: { main: [previous] },
    metadata: { ...entry.metadata, ...(mark !== undefined && { [MARK]: mark }) } as unknown as ITaskMetadata,
  });
  return {
    missing: kept.flatMap((step) => (step.name === undefined ? [first.lineage[step.place]?.name ?? ''] : [])),
  };
}

function restoredTask(items: INodeExecutionData[], output: number, previous: ISourceData | null): ITaskData {
  const main: INodeExecutionData[][] = Array.from({ length: output + 1 }, () => []);
  main[output] = items;
  return {
    startTime: 0,
    executionTime: 0,
    executionIndex: 0,
    executionStatus: 'success',
    hints: [],
    source: previous ? [previous] : [],
    data: { main },
  };
}
