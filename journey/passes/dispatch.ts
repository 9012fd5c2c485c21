import type { Listener, StartHint } from '../ports/starter';
import type { DeliveryRef, JourneyStore } from '../ports/store';

/** What dispatch needs of its process. */
export interface DispatchDeps {
  readonly store: JourneyStore;
  readonly bootId: string;
  readonly now: () => number;
  /** Called when an execution that dispatch started has ended, with the host's hint. */
  readonly ended: (refs: readonly DeliveryRef[], hint: StartHint) => void;
}

/** Starts executions for ready deliveries: in turn over the listeners, so that one busy journey cannot starve the rest. */
export class Dispatcher {
  readonly #maxInFlight: number;
  #inFlight = 0;
  /** Deliveries of the executions under way. */
  readonly #started = new Set<string>();
  /** Set when a take has failed: its answer may have been lost after the commit. */
  #unsure = false;
  #turn = 0;

  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight;
  }

  /** How many executions are under way that this process started. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Starts what is ready until nothing is, or as many executions are under way as may be. Returns how many were started. */
  async run(listeners: readonly Listener[], deps: DispatchDeps): Promise<number> {
    await this.#giveBack(deps);
    let started = 0;
    let idle = 0;
    while (idle < listeners.length && this.#inFlight < this.#maxInFlight) {
      const listener = listeners[this.#turn++ % listeners.length];
      if (!listener) break;
      const limit = peoplePerExecution(listener, listeners);
      this.#unsure = true;
      const refs = await deps.store.takeReady(
        listener,
        limit,
        deps.bootId,
        deps.now(),
        listener.maxPerMinute,
      );
      this.#unsure = false;
      if (refs.length === 0) {
        idle += 1;
        continue;
      }
      idle = 0;
      started += 1;
      this.#start(listener, refs, deps);
    }
    return started;
  }

  async #giveBack({ store, bootId, now }: DispatchDeps): Promise<void> {
    if (!this.#unsure) return;
    await store.giveBack(bootId, [...this.#started], now());
    this.#unsure = false;
  }

  #start(listener: Listener, refs: readonly DeliveryRef[], deps: DispatchDeps): void {
    this.#inFlight += 1;
    for (const { id } of refs) this.#started.add(id);
    void listener.start(refs).then((hint) => {
      this.#inFlight -= 1;
      for (const { id } of refs) this.#started.delete(id);
      deps.ended(refs, hint);
    });
  }
}

/** A journey chooses at its trigger how many people share an execution; its waits follow. */
function peoplePerExecution(listener: Listener, all: readonly Listener[]): number {
  const ofJourney = all.filter((other) => other.kind === 'entry' && other.workflowId === listener.workflowId);
  return Math.max(1, ...ofJourney.map((other) => other.peoplePerExecution));
}
