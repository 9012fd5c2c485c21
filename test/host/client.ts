import type { AxiosResponse, Method } from 'axios';

import {
  type ExecutionSummary,
  type ExecutionView,
  isFinal,
  type RawExecution,
  toExecutionView,
} from './execution';
import type {
  ManualRunOptions,
  ManualRunOutcome,
  PublicationStatus,
  WorkflowJson,
  WorkflowView,
} from './n8n-options';
import { draftOf, manualRunBody } from './payloads';
import { Reconciliation } from './reconciliation';
import type { Rest } from './rest';
import { GiveUp, waitFor, type WaitOptions } from './wait';

/** What a person can do in n8n's editor, as calls. */
export abstract class N8nClient {
  /** The signed-in REST interface of the running process. */
  abstract get rest(): Rest;
  private readonly reconciliation = new Reconciliation();

  /** Added to the error when a wait is in vain. */
  protected abstract logTail(): string;

  /** Stores a workflow as a draft. */
  async importWorkflow(workflow: WorkflowJson): Promise<WorkflowView> {
    return await this.rest.call('POST', '/workflows', { body: draftOf(workflow) });
  }

  /** A stored workflow with its draft. */
  async getWorkflow(id: string): Promise<WorkflowView> {
    return await this.rest.call('GET', `/workflows/${id}`);
  }

  /** Replaces the draft. What is published stays as it is until `publish`. */
  async updateWorkflow(id: string, workflow: WorkflowJson): Promise<WorkflowView> {
    return await this.rest.call('PATCH', `/workflows/${id}`, { body: draftOf(workflow) });
  }

  /** Asks n8n to publish the draft, or the given version. Follow with `waitUntilActive`: it takes effect later. */
  async publish(id: string, versionId?: string): Promise<WorkflowView> {
    const version = versionId ?? (await this.getWorkflow(id)).versionId;
    return await this.rest.call('POST', `/workflows/${id}/activate`, { body: { versionId: version } });
  }

  /** Publishes the draft and waits until this process runs it. */
  async publishAndWait(id: string): Promise<WorkflowView> {
    const published = await this.publish(id);
    await this.waitUntilActive(id);
    return published;
  }

  /** Takes a workflow out of service and waits until n8n has let go of its triggers. */
  async unpublish(id: string): Promise<void> {
    await this.rest.call('POST', `/workflows/${id}/deactivate`, { body: {} });
    await this.untilUnpublished(id);
  }

  private async untilUnpublished(id: string): Promise<void> {
    await this.wait(
      `workflow ${id} to be unpublished`,
      async () => (await this.publicationStatus(id)).status === 'not_published',
    );
  }

  /** Archives a workflow, which also unpublishes it, and deletes it with its executions. */
  async deleteWorkflow(id: string): Promise<void> {
    await this.archiveWorkflow(id);
    await this.untilUnpublished(id);
    await this.rest.call('DELETE', `/workflows/${id}`);
  }

  /** Unpublishes a workflow and moves it to the archive. */
  async archiveWorkflow(id: string): Promise<void> {
    await this.rest.call('POST', `/workflows/${id}/archive`, { body: {} });
  }

  /** How far publishing is, according to n8n's tables. */
  async publicationStatus(id: string): Promise<PublicationStatus> {
    return await this.rest.call('GET', `/workflows/${id}/publication-status`);
  }

  /**
   * Waits until the version that was last published is in service **in this process**, after `publish` as well as after a
   * restart, when n8n's tables have it as published long before its triggers run again.
   *
   * @throws at once if n8n could not activate a trigger; after the time-out with the log's last lines
   */
  async waitUntilActive(id: string, options: WaitOptions = {}): Promise<void> {
    await this.wait(
      `workflow ${id} to be active`,
      async () => {
        if (!(await this.reconciliation.doneBy(this.rest))) return false;
        const publication = await this.publicationStatus(id);
        if (publication.status === 'failed' || publication.status === 'partial') {
          const errors = publication.triggers.map((trigger) => trigger.errorMessage ?? trigger.status);
          throw new GiveUp(`n8n could not activate workflow ${id}: ${errors.join('; ')}\n${this.logTail()}`);
        }
        if (publication.status !== 'published') return false;
        return publication.liveVersionId === (await this.getWorkflow(id)).activeVersionId;
      },
      options,
    );
  }

  /** Waits until a production webhook is served, without calling it. */
  async waitUntilWebhook(path: string, method = 'POST', options: WaitOptions = {}): Promise<void> {
    await this.wait(
      `webhook ${method} /webhook/${path}`,
      async () => (await this.webhookMethods(path)).includes(method),
      options,
    );
  }

  /** The methods that a production webhook path takes at present; none if it is not served. */
  async webhookMethods(path: string): Promise<string[]> {
    const answer = await this.rest.plain('OPTIONS', `/webhook/${path}`, undefined, {
      origin: this.rest.baseUrl,
    });
    const allowed: unknown = answer.headers['access-control-allow-methods'];
    return typeof allowed === 'string' ? allowed.split(/\s*,\s*/).filter((name) => name !== 'OPTIONS') : [];
  }

  /** Posts to a production webhook. Any status is an answer, not an error. */
  async postWebhook(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<AxiosResponse<unknown>> {
    return await this.callWebhook('POST', path, body, headers);
  }

  /** Calls a production webhook, or with `test` the one that a manual run has opened. */
  async callWebhook(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    test = false,
  ): Promise<AxiosResponse<unknown>> {
    return await this.rest.plain(method, `/${test ? 'webhook-test' : 'webhook'}/${path}`, body, headers);
  }

  /** Stores a credential. */
  async createCredential(
    name: string,
    type: string,
    data: Record<string, unknown>,
  ): Promise<{ id: string; name: string }> {
    const made = await this.rest.call<{ id: string; name: string }>('POST', '/credentials', {
      body: { name, type, data },
    });
    return { id: made.id, name: made.name };
  }

  /** Runs the draft as the editor's test button does. */
  async runManually(id: string, options: ManualRunOptions): Promise<ManualRunOutcome> {
    return await this.rest.call('POST', `/workflows/${id}/run`, { body: manualRunBody(options) });
  }

  /** The same, to the end of the execution. @throws if the run waits for a call instead */
  async runToEnd(id: string, options: ManualRunOptions): Promise<ExecutionView> {
    const run = await this.runManually(id, options);
    if (!('executionId' in run)) throw new Error('the run waits for a call');
    return await this.waitForExecution(run.executionId);
  }

  /** All executions of a workflow, newest first. */
  async listExecutions(workflowId: string): Promise<ExecutionSummary[]> {
    const found: ExecutionSummary[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await this.rest.call<{ results: ExecutionSummary[]; nextCursor?: string | null }>(
        'GET',
        '/executions',
        {
          query: { filter: JSON.stringify({ workflowId }), limit: 100, ...(cursor ? { cursor } : {}) },
        },
      );
      found.push(...page.results);
      cursor = page.results.length === 100 ? page.nextCursor : undefined;
    } while (cursor);
    return found;
  }

  /** One execution with what its nodes put out. */
  async getExecution(id: string): Promise<ExecutionView> {
    return toExecutionView(await this.rest.call<RawExecution>('GET', `/executions/${id}`));
  }

  /** Waits until an execution has ended, in whatever way, and returns it. */
  async waitForExecution(id: string, options: WaitOptions = {}): Promise<ExecutionView> {
    return await this.wait(
      `execution ${id} to end`,
      async () => {
        const execution = await this.getExecution(id);
        return isFinal(execution.status) && execution;
      },
      options,
    );
  }

  /** Waits until a workflow has at least `count` ended executions and none under way; newest first. */
  async waitForExecutions(
    workflowId: string,
    count: number,
    options: WaitOptions = {},
  ): Promise<ExecutionSummary[]> {
    return await this.wait(
      `${count} ended executions of workflow ${workflowId}`,
      async () => {
        const all = await this.listExecutions(workflowId);
        return all.length >= count && all.every(({ status }) => isFinal(status)) && all;
      },
      options,
    );
  }

  /** Asks n8n to repeat a failed execution; `true` is the editor's "retry with currently saved workflow". */
  async retryExecution(id: string, withSavedWorkflow = false): Promise<unknown> {
    return await this.rest.call('POST', `/executions/${id}/retry`, {
      body: { loadWorkflow: withSavedWorkflow },
    });
  }

  /** Stops a running or waiting execution. */
  async stopExecution(id: string): Promise<void> {
    await this.rest.call('POST', `/executions/${id}/stop`, { body: {} });
  }

  /** Waits for a fact; the error of a wait in vain shows the log's last lines. */
  async wait<T>(
    what: string,
    look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
    options: WaitOptions = {},
  ): Promise<T> {
    return await waitFor(what, look, { details: () => this.logTail(), ...options });
  }
}
