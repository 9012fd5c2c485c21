import type { Clock } from '../ports/clock';
import type { JourneyStore } from '../ports/store';
import { every, monotonicMs } from './timers';

/** What a heart needs of its process. */
export interface HeartbeatDeps {
  readonly bootId: string;
  readonly store: () => Promise<JourneyStore>;
  readonly clock: () => Clock;
  /** Whether this process owns people now. */
  readonly busy: () => boolean;
  readonly report: (message: string, error: unknown) => void;
}

/**
 * Says that this process is alive for as long as it owns people, whether or not a node of ours listens here: a worker of
 * n8n's queue mode only executes. Without it everybody on a worker would be taken for stranded and started again.
 */
export class Heartbeat {
  readonly #deps: HeartbeatDeps;
  readonly #everyMs: number;
  #last = -Infinity;
  #ticking = false;

  /** @param leaseMs for how long one beat is good; beats come twice as often. */
  constructor(deps: HeartbeatDeps, leaseMs: number) {
    this.#deps = deps;
    this.#everyMs = leaseMs / 2;
  }

  /**
   * To be awaited before people are won: from then on until this process owns nobody, it is known to be alive.
   * @throws what the store throws.
   */
  async keep(): Promise<void> {
    if (monotonicMs() - this.#last >= this.#everyMs) await this.#beat();
    if (this.#ticking) return;
    this.#ticking = true;
    every(this.#everyMs, () => this.#tick());
  }

  #tick(): void {
    if (!this.#deps.busy()) return;
    this.#beat().catch((error: unknown) => this.#deps.report('The heartbeat could not be written', error));
  }

  async #beat(): Promise<void> {
    const store = await this.#deps.store();
    await store.heartbeat(this.#deps.bootId, [], this.#deps.clock().now());
    this.#last = monotonicMs();
  }
}
