import { monotonicMs } from './timers';

/**
 * For how long this process has been in touch with the store without a break. While the store is away nobody can say that
 * they are alive, so whoever was away too cannot tell the dead from the cut off before everybody had time to speak again.
 */
export class InTouch {
  readonly #leaseMs: number;
  #since: number | null = null;
  #last = 0;

  /** @param leaseMs for how long one beat is good; a longer silence is a break, also where nothing failed. */
  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  /** To be called when a beat is written. */
  made(): void {
    const now = monotonicMs();
    if (this.#since === null || now - this.#last > this.#leaseMs) this.#since = now;
    this.#last = now;
  }

  /** To be called when the store failed. */
  lost(): void {
    this.#since = null;
  }

  /** Whether it has lasted for two leases: whoever is silent by now is dead. */
  get lasts(): boolean {
    return this.#since !== null && monotonicMs() - this.#since >= this.#leaseMs * 2;
  }
}
