/**
 * A small n8n around the real engine of n8n-core: it publishes workflows, starts what their triggers emit and keeps the
 * executions. Everything else (REST, its own tables, the editor) is left to the end-to-end tests.
 */
import { userFolder } from './environment';
import 'reflect-metadata';
import { rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ExecutionLifecycleHooks, TriggerContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
  createRunExecutionData,
  Workflow,
  type IDataObject,
  type IExecuteData,
  type INode,
  type INodeExecutionData,
  type IRun,
  type ITriggerFunctions,
  type ITriggerResponse,
  type IWebhookData,
  type IWebhookFunctions,
  type IWorkflowBase,
  type IWorkflowExecuteAdditionalData,
  type WorkflowExecuteMode,
} from 'n8n-workflow';
import type { JourneyProcess } from '../../journey/host/process';
import type { JourneyStore } from '../../journey/ports/store';
import type { WorkflowJson } from '../host/n8n-options';
import { credentialsHelper } from './credentials';
import { nodeTypes } from './types';

/** An execution that has ended. */
export interface Execution {
  readonly id: string;
  readonly run: IRun;
}

const PROCESS = Symbol.for('@journey-canvas/process/1');

/** The package's own state in this process, once a workflow of it was published. */
export function journeys(): JourneyProcess {
  const found = (globalThis as { [PROCESS]?: JourneyProcess })[PROCESS];
  if (!found) throw new Error('No journey was published yet');
  return found;
}

let executions = 0;

/** Whether n8n fails to save how its executions end, as when its database is away. */
export const saving = { fails: false };

/** Where the URLs of nodes begin; a test that serves them sets it. */
export const webhooks = { base: 'http://localhost/webhook' };

/** What n8n hands to an execution beside the workflow. */
function additionalData(
  id: string,
  mode: WorkflowExecuteMode,
  workflow: Workflow,
): IWorkflowExecuteAdditionalData {
  const base = {
    id: workflow.id,
    name: workflow.name ?? '',
    nodes: [],
    connections: {},
  } as unknown as IWorkflowBase;
  const hooks = new ExecutionLifecycleHooks(mode, id, base);
  hooks.addHandler('workflowExecuteAfter', async () => {
    if (saving.fails) throw new Error('n8n could not save the execution');
  });
  return {
    executionId: id,
    currentNodeExecutionIndex: 0,
    hooks,
    webhookBaseUrl: webhooks.base,
    webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
    formWaitingBaseUrl: 'http://localhost/form-waiting',
    credentialsHelper,
    setExecutionStatus: () => {},
    variables: {},
  } as unknown as IWorkflowExecuteAdditionalData;
}

/** One workflow, as n8n holds it while it is open in the editor or published. */
export class Canvas {
  /** Executions in the order in which they ended. */
  readonly executions: Execution[] = [];
  readonly #closers: ITriggerResponse['closeFunction'][] = [];
  readonly #running = new Set<Promise<IRun>>();

  private constructor(readonly workflow: Workflow) {}

  static async of(json: WorkflowJson): Promise<Canvas> {
    const types = await nodeTypes();
    const { name, connections, settings } = json;
    const nodes = json.nodes as unknown as INode[];
    const parts = { id: name, name, nodes, connections: connections as Workflow['connectionsBySourceNode'] };
    return new Canvas(
      new Workflow({ ...parts, active: true, nodeTypes: types, ...(settings ? { settings } : {}) }),
    );
  }

  /** Runs from a node, whose output or input these items are, as the editor's button does. */
  manual(from: string, items: readonly IDataObject[]): Promise<IRun> {
    return this.#execute('manual', from, [items.map((json) => ({ json }))]);
  }

  /** Runs as an execution of production that nobody of ours has started. */
  production(from: string, items: readonly IDataObject[]): Promise<IRun> {
    return this.#execute('webhook', from, [items.map((json) => ({ json }))]);
  }

  /** Calls `trigger()` of every node that has one, as publishing the workflow does. */
  async publish(): Promise<void> {
    for (const node of Object.values(this.workflow.nodes)) {
      const type = this.workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
      if (!type.trigger) continue;
      const emit: ITriggerFunctions['emit'] = (data, _response, done) => {
        const running = this.#execute('trigger', node.name, data);
        this.#running.add(running);
        const ended = () => this.#running.delete(running);
        void running.then(done?.resolve, done?.reject).finally(ended);
      };
      const data = additionalData('', 'trigger', this.workflow);
      const context = new TriggerContext(this.workflow, node, data, 'trigger', 'activate', emit);
      const answer = await type.trigger.call(context as unknown as ITriggerFunctions);
      this.#closers.push(answer?.closeFunction);
    }
  }

  /** Somebody calls the URL of a node. */
  async called(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const node = this.workflow.nodes[name];
    if (!node) throw new Error(`There is no node ${name}`);
    const type = this.workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
    const [webhookDescription] = type.description.webhooks ?? [];
    const data = {
      ...additionalData('', 'webhook', this.workflow),
      httpRequest: request,
      httpResponse: response,
    } as unknown as IWorkflowExecuteAdditionalData;
    const webhook = { webhookDescription, node: name } as unknown as IWebhookData;
    const context = new WebhookContext(this.workflow, node, data, 'webhook', webhook, [], null);
    await type.webhook?.call(context as unknown as IWebhookFunctions);
  }

  /** Unpublishes the workflow once its executions have ended. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    for (const closer of this.#closers.splice(0)) await closer?.();
  }

  async #execute(mode: WorkflowExecuteMode, from: string, main: INodeExecutionData[][]): Promise<IRun> {
    const id = String(++executions);
    const node = this.workflow.nodes[from];
    if (!node) throw new Error(`There is no node ${from}`);
    const start: IExecuteData = { node, data: { main }, source: null };
    const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
    const engine = new WorkflowExecute(additionalData(id, mode, this.workflow), mode, data);
    const run = await engine.processRunExecutionData(this.workflow);
    this.executions.push({ id, run });
    return run;
  }
}

/** The items that left an output of a node's last run; none when it did not run. */
export function items(run: IRun | undefined, node: string, output = 0): IDataObject[] {
  const main = run?.data.resultData.runData[node]?.at(-1)?.data?.['main'];
  return (main?.[output] ?? []).map(({ json }) => json);
}

/** The store of the published journeys. */
export function openStore(): Promise<JourneyStore> {
  return journeys().runtime.store();
}

const rounds = new WeakMap<JourneyStore, { count: number }>();

/** How many rounds the engine room has finished: each ends by asking for the next deadline. */
function roundsOf(store: JourneyStore): { readonly count: number } {
  const known = rounds.get(store);
  if (known) return known;
  const counted = { count: 0 };
  rounds.set(store, counted);
  const { nextDeadline } = store;
  store.nextDeadline = () => nextDeadline().finally(() => counted.count++);
  return counted;
}

/** A busy machine is slow, not wrong. */
const PATIENCE_MS = 30_000;

/** Waits until everything that has happened so far has had its consequences, and nothing runs. */
export async function settled(): Promise<void> {
  const store = await openStore();
  const round = roundsOf(store);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    // The first round to end may have begun before; the second one has seen everything.
    const seen = round.count + 2;
    while (round.count < seen && Date.now() < deadline) {
      journeys().runtime.poke();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { head, cursor, deliveries } = await store.progress();
    const busy = (deliveries['emitted'] ?? 0) + (deliveries['running'] ?? 0);
    if (head === cursor && busy === 0 && round.count >= seen) return;
    if (Date.now() > deadline) throw new Error(`Still busy: ${JSON.stringify({ head, cursor, deliveries })}`);
  }
}

/** Closes the store, if there is one, and removes everything that this test file has written. */
export async function tidyUp(): Promise<void> {
  if (PROCESS in globalThis) await (await openStore()).close();
  rmSync(userFolder, { recursive: true, force: true });
}
