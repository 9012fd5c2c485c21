import type { NewEvent } from '../domain/user-event';
import type { AppendOutcome } from '../ports/store';

interface Waiting {
  readonly events: readonly NewEvent[];
  readonly resolve: (outcomes: AppendOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one commit is under way, whatever arrives is collected and goes into the next one together. Each
 * caller is answered only after the commit that holds its events. When a joint commit fails, each caller's events are
 * tried alone, so that one caller's bad event is not another's failure.
 */
export class AppendQueue {
  readonly #append: (events: readonly NewEvent[]) => Promise<AppendOutcome[]>;
  readonly #nextTurn: () => Promise<void>;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(
    append: (events: readonly NewEvent[]) => Promise<AppendOutcome[]>,
    nextTurn: () => Promise<void>,
  ) {
    this.#append = append;
    this.#nextTurn = nextTurn;
  }

  add(events: readonly NewEvent[]): Promise<AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    // One turn of the event loop lets requests that have already arrived join the first commit.
    await this.#nextTurn();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(batch);
    }
    this.#running = false;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#append(batch.flatMap((waiting) => waiting.events));
      let start = 0;
      for (const { events, resolve } of batch) {
        resolve(outcomes.slice(start, start + events.length));
        start += events.length;
      }
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const waiting of batch) await this.#commit([waiting]);
    }
  }
}
