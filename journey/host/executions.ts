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
}

/** So many executions in waits of n8n's own are remembered: n8n may resume them elsewhere, or never. */
const REMEMBERED = 10_000;

/** The executions under way in this process, from their claim to their end. */
export class ExecutionRegistry {
  readonly #known = new Map<string, RunningExecution>();
  /** Those in which n8n waits, the longest first. */
  readonly #paused = new Set<string>();

  /** Whether any execution under way here owns people. */
  get busy(): boolean {
    return this.#known.size > this.#paused.size;
  }

  /** Remembers who was claimed. */
  begin(executionId: string, people: readonly ClaimedPerson[]): RunningExecution {
    const execution = { people, counts: new Map<string, number>(), storeFailed: false, retried: false };
    this.#known.set(executionId, execution);
    return execution;
  }

  /** n8n waits in it, maybe for days: it is remembered, and nothing is under way. */
  pause(executionId: string): void {
    if (!this.#known.has(executionId)) return;
    this.#paused.add(executionId);
    const [longest] = this.#paused;
    if (this.#paused.size > REMEMBERED && longest !== undefined) this.end(longest);
  }

  /** n8n goes on with it. */
  resume(executionId: string): void {
    this.#paused.delete(executionId);
  }

  /** What is known of an execution; undefined when it began in another life of the process. */
  get(executionId: string): RunningExecution | undefined {
    return this.#known.get(executionId);
  }

  end(executionId: string): void {
    this.#known.delete(executionId);
    this.#paused.delete(executionId);
  }
}
