import type { ClaimedPerson } from '../ports/store';

/** What this process remembers of an execution while it runs. */
export interface RunningExecution {
  /** Claimed people, in the order of their items at the trigger. */
  people: readonly ClaimedPerson[];
  /** How often each person has completed a node: part of the key of what the node did. */
  readonly counts: Map<string, number>;
  /** Set when our own store failed in it: then it is worth another try by itself. */
  storeFailed: boolean;
  /** Whether an admin retries an execution that failed before. */
  retried: boolean;
  /** Whether it is in a wait of n8n's own: it is remembered, and nothing is under way. */
  inNativeWait: boolean;
}

/** The executions under way in this process, from their claim to their end. */
export class ExecutionRegistry {
  readonly #running = new Map<string, RunningExecution>();

  /** Whether any execution under way here owns people. */
  get busy(): boolean {
    return [...this.#running.values()].some(({ inNativeWait }) => !inNativeWait);
  }

  /** Remembers who was claimed. */
  begin(executionId: string, people: readonly ClaimedPerson[]): RunningExecution {
    const counts = new Map<string, number>();
    const execution = { people, counts, storeFailed: false, retried: false, inNativeWait: false };
    this.#running.set(executionId, execution);
    return execution;
  }

  /** n8n waits in it, maybe for days. */
  pause(executionId: string): void {
    const execution = this.get(executionId);
    if (execution) execution.inNativeWait = true;
  }

  /** n8n goes on with it. */
  resume(executionId: string): void {
    const execution = this.get(executionId);
    if (execution) execution.inNativeWait = false;
  }

  /** What is known of an execution; undefined when it began in another life of the process. */
  get(executionId: string): RunningExecution | undefined {
    return this.#running.get(executionId);
  }

  end(executionId: string): void {
    this.#running.delete(executionId);
  }
}
