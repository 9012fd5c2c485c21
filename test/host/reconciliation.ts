import type { Rest } from './rest';

const PASSES = /^n8n_workflow_publication_reconciliation_duration_seconds_count\{result="success"\} (\d+)/m;

/** What n8n does after each start: it compares the published workflows with the triggers it holds, and starts those that are missing. */
export class Reconciliation {
  /** The interface of the process that has done it: each process has one of its own. */
  private done: Rest | undefined;

  /** True once this process has done it. Known from n8n's metrics; without them only its tables count. */
  async doneBy(process: Rest): Promise<boolean> {
    if (this.done === process) return true;
    const { status, data } = await process.plain('GET', '/metrics');
    const done = status === 404 || Number(PASSES.exec(String(data))?.[1] ?? 0) > 0;
    if (done) this.done = process;
    return done;
  }
}
