import { NodeOperationError, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import type { EntryRule } from '../domain/entry';
import { nodeKey, type JourneyStore, type NodeRef } from '../ports/store';
import { clock } from './clock';
import { graphOf } from './continuation';
import { journeyProcess } from './process';
import { exposeMetrics } from './prometheus';
import { refuseSharing, TRIGGER_TYPE, typeName } from './sharing';
import { startExecution } from './start';
import { tellVersion } from './versions';

/** When nodes of this process stopped listening, on the clock of business time. */
const closedAt = new Map<string, number>();

/** Registers a waiting node while its workflow is published: deliveries of its people start executions here. */
export async function listenForContinuations(context: ITriggerFunctions): Promise<ITriggerResponse> {
  // A test run in the editor waits for nobody.
  if (context.getMode() === 'manual') return {};
  const node = nodeRef(context);
  const { runtime } = journeyProcess();
  await openFor(context);
  const close = runtime.listen({
    ...node,
    kind: 'wait',
    peoplePerExecution: 1,
    start: (refs) => startExecution(context, refs),
  });
  return { closeFunction: async () => close() };
}

/** What a journey's trigger asks for. */
export interface EntrySettings {
  readonly rule: EntryRule;
  readonly peoplePerExecution: number;
  /** How far back entries of a pause still count when the journey is published again; 0 = none. */
  readonly catchUpMs: number;
}

/**
 * Registers a journey's trigger while its workflow is published. The entry rule is a row, so that a slow start of n8n
 * loses nobody; it starts at the head of the log only when somebody has published the journey just now.
 * @throws NodeOperationError when several people may not share an execution of this journey.
 */
export async function listenForEntries(
  context: ITriggerFunctions,
  settings: EntrySettings,
): Promise<ITriggerResponse> {
  if (context.getMode() === 'manual') return {};
  const node = nodeRef(context);
  if (settings.peoplePerExecution > 1)
    refuseSharing(context.getNode(), graphOf(context), context.getNode().name);
  const { runtime } = journeyProcess();
  const store = await openFor(context);
  await store.keepRules(node.workflowId, triggersOf(context));
  const fresh = context.getActivationMode() === 'activate';
  if (fresh) await dropPaused(store, node, settings.catchUpMs);
  await store.putRule({ ...node, rule: settings.rule }, { fresh, now: clock().now() });
  const close = runtime.listen({
    ...node,
    kind: 'entry',
    peoplePerExecution: settings.peoplePerExecution,
    ...(settings.rule.maxPerMinute !== undefined && { maxPerMinute: settings.rule.maxPerMinute }),
    start: (refs) => startExecution(context, refs),
  });
  return {
    // Unpublishing, shutdown and a change of leader look alike from here, so no row changes.
    closeFunction: async () => {
      closedAt.set(nodeKey(node), clock().now());
      close();
    },
  };
}

/** What came in while the journey was paused starts nobody, but for what is young enough to be caught up with. */
async function dropPaused(store: JourneyStore, node: NodeRef, catchUpMs: number): Promise<void> {
  const pausedSince = closedAt.get(nodeKey(node)) ?? (await store.ruleLiveAt(node));
  if (pausedSince === null) return;
  await store.dropPausedEntries(node, pausedSince, clock().now() - catchUpMs + 1);
}

function triggersOf(context: ITriggerFunctions): string[] {
  return Object.values(graphOf(context).nodes)
    .filter((node) => typeName(node) === TRIGGER_TYPE && node.disabled !== true)
    .map((node) => node.id);
}

/** Opens the store for a published node, or says why the journey cannot be published. */
async function openFor(context: ITriggerFunctions): Promise<JourneyStore> {
  const store = await journeyProcess().runtime.store();
  const mine = context.getInstanceId();
  const owner = await store.claimInstance(mine, process.env['JOURNEYS_CONFIRM_INSTANCE'] === mine);
  if (owner === mine) {
    await tellVersion(store, context, true);
    exposeMetrics();
    return store;
  }
  throw new NodeOperationError(context.getNode(), `${store.label} belongs to another n8n instance`, {
    description: `This database was probably copied. Give this n8n a store of its own, or set JOURNEYS_CONFIRM_INSTANCE=${mine} to take it over`,
  });
}

function nodeRef(context: ITriggerFunctions): NodeRef {
  return { workflowId: context.getWorkflow().id ?? '', nodeId: context.getNode().id };
}
