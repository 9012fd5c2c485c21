import type { Listener } from '../ports/starter';
import { nodeKey, type DeliveryRef, type JourneyStore } from '../ports/store';

/** What dispatch needs of its process. */
export interface DispatchDeps {
  readonly store: JourneyStore;
  readonly bootId: string;
  readonly now: () => number;
  /** Called when the host has let go of an execution that dispatch started. */
  readonly ended: (refs: readonly DeliveryRef[]) => void;
}

/** Starts executions for ready deliveries: in turn over the listeners, so that one busy journey cannot starve the rest. */
export class Dispatcher {
  readonly #maxInFlight: number;
  /** The executions under way, by their deliveries. */
  readonly #slots = new Set<readonly DeliveryRef[]>();
  /** Set when a take has failed: its answer may have been lost after the commit. */
  #unsure = false;
  #turn = 0;

  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight;
  }

  /** How many executions are under way that this process started. */
  get inFlight(): number {
    return this.#slots.size;
  }

  /** Starts what is ready until nothing is, or as many executions are under way as may be. Returns how many were started. */
  async run(listeners: readonly Listener[], deps: DispatchDeps): Promise<number> {
    await this.#giveBack(deps);
    if (this.#slots.size >= this.#maxInFlight) return 0;
    const ready = new Set((await deps.store.readyAt(listeners, deps.now())).map(nodeKey));
    let started = 0;
    while (ready.size > 0 && this.#slots.size < this.#maxInFlight) {
      const listener = listeners[this.#turn++ % listeners.length];
      if (!listener || !ready.has(nodeKey(listener))) continue;
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
        ready.delete(nodeKey(listener));
        continue;
      }
      started += 1;
      this.#start(listener, refs, deps);
    }
    return started;
  }

  /**
   * Frees the slots of executions of which the host will never speak again, since it has lost them: nobody whom they were
   * started for is emitted or running with them any more.
   */
  async freeLost(store: JourneyStore): Promise<void> {
    const slots = [...this.#slots];
    if (slots.length === 0) return;
    const left = await store.underWay(slots.flat());
    const known = new Set(left.map(({ id, attempt }) => `${id}/${attempt}`));
    for (const refs of slots) {
      if (!refs.some(({ id, attempt }) => known.has(`${id}/${attempt}`))) this.#slots.delete(refs);
    }
  }

  async #giveBack({ store, bootId, now }: DispatchDeps): Promise<void> {
    if (!this.#unsure) return;
    await store.giveBack(
      bootId,
      [...this.#slots].flatMap((refs) => refs.map(({ id }) => id)),
      now(),
    );
    this.#unsure = false;
  }

  #start(listener: Listener, refs: readonly DeliveryRef[], deps: DispatchDeps): void {
    this.#slots.add(refs);
    void listener.start(refs).then(() => {
      this.#slots.delete(refs);
      deps.ended(refs);
    });
  }
}

/** A journey chooses at its trigger how many people share an execution; its waits follow. */
function peoplePerExecution(listener: Listener, all: readonly Listener[]): number {
  const ofJourney = all.filter((other) => other.kind === 'entry' && other.workflowId === listener.workflowId);
  return Math.max(1, ...ofJourney.map((other) => other.peoplePerExecution));
}
