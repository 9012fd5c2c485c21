import type { IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';
import { versionSource, type WorkflowGraph } from '../domain/graph';
import { timeScaleOf } from '../domain/time-scale';
import type { JourneyStore } from '../ports/store';
import { clock } from './clock';
import { graphOf } from './continuation';
import { digest } from './ids';
import { TRIGGER_TYPE, typeName } from './sharing';

const versions = new WeakMap<object, string>();

/** The version of the journey this execution runs: the first 12 hex digits over what decides its behaviour. */
export function journeyVersion(context: IExecuteFunctions | ITriggerFunctions): string {
  const graph: WorkflowGraph = graphOf(context);
  const known = versions.get(graph.nodes);
  if (known) return known;
  const version = digest(versionSource(graph), 12);
  versions.set(graph.nodes, version);
  return version;
}

/** What this process has told a store: each version by its name, and which one of a workflow was published last. */
interface Told {
  readonly names: Set<string>;
  readonly published: Map<string, string>;
}

const told = new WeakMap<JourneyStore, Told>();

/**
 * Tells the store what this version of the journey and its nodes are called, whenever another one is published and else once per process: workers and reports in other
 * workflows have no other way to know, and nodes may be gone by the time somebody asks.
 */
export async function tellVersion(
  store: JourneyStore,
  context: IExecuteFunctions | ITriggerFunctions,
  published = false,
): Promise<void> {
  const { id: workflowId = '', name = null } = context.getWorkflow();
  const version = journeyVersion(context);
  const known: Told = told.get(store) ?? { names: new Set(), published: new Map() };
  told.set(store, known);
  const key = JSON.stringify([workflowId, version, name]);
  // Every node that listens tells of one publication.
  const isNews = published && known.published.get(workflowId) !== version;
  if (known.names.has(key) && !isNews) return;
  const nodes = Object.values(graphOf(context).nodes);
  const triggers = nodes.filter((node) => typeName(node) === TRIGGER_TYPE && node.disabled !== true);
  await store.putVersion({
    workflowId,
    version,
    name,
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node.name])),
    timeScale: triggers.map(timeScaleOf).find((scale) => scale !== 1) ?? 1,
    // n8n's Retry may run a draft that was never published.
    seenAt: context.getMode() === 'retry' ? 0 : clock().now(),
    published,
  });
  known.names.add(key);
  if (published) known.published.set(workflowId, version);
}
