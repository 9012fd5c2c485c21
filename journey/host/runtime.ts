import { EVENTS_KEPT_DAYS } from '../domain/user-event';
import { resolveAllDue } from '../passes/deadlines';
import { Dispatcher } from '../passes/dispatch';
import { BATCH, PAGES, routeAll, type RouteState } from '../passes/route';
import type { Alarm, Clock } from '../ports/clock';
import type { Listener } from '../ports/starter';
import { nodeKey, type JourneyStore } from '../ports/store';
import { InTouch } from './in-touch';
import { every, monotonicMs } from './timers';

/** How the engine room of a process behaves; the defaults suit one n8n main process. */
export interface RuntimeOptions {
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly startTimeoutMs: number;
  readonly maxInFlight: number;
  readonly settleMs: number;
  readonly othersAreDead: boolean;
}

/** What the engine room needs of its process. */
export interface RuntimeDeps {
  readonly bootId: string;
  readonly store: () => Promise<JourneyStore>;
  readonly clock: () => Clock;
  readonly breathe: () => Promise<void>;
  readonly report: (message: string, error: unknown) => void;
}

const DAY_MS = 86_400_000;
const RETENTION = { eventsMs: EVENTS_KEPT_DAYS * DAY_MS, waitsMs: 7 * DAY_MS };
const STRANDED = { missingMs: 7 * DAY_MS, unpublishedMs: RETENTION.eventsMs };
const PRUNE_EVERY_MS = 60_000;
/** While there is more to forget. */
const PRUNE_ON_MS = 1_000;

/**
 * The engine room of one process: while a published node of ours listens here, it routes the log, ends waits that are
 * due, starts executions and gives back what dead processes held. One round at a time; a call during a round asks for
 * another one after it, so nothing that was committed before the call is missed.
 */
export class Runtime {
  readonly #deps: RuntimeDeps;
  readonly #options: RuntimeOptions;
  readonly #listeners = new Map<string, Listener>();
  readonly #dispatcher: Dispatcher;
  readonly #inTouch: InTouch;
  #toRelease: Listener[] = [];
  readonly #routeState: RouteState = { failures: 0, alone: 0 };
  #stopPolling: (() => void) | null = null;
  #alarm: { readonly at: number; readonly alarm: Alarm } | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #firstListenAt: number | null = null;
  #lastHeartbeat = -Infinity;
  #lastPrune = -Infinity;

  constructor(deps: RuntimeDeps, options: RuntimeOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#dispatcher = new Dispatcher(options.maxInFlight);
    this.#inTouch = new InTouch(options.leaseMs);
  }

  /** The id of this process' life. */
  get bootId(): string {
    return this.#deps.bootId;
  }

  get listeners(): readonly Listener[] {
    return [...this.#listeners.values()];
  }

  store(): Promise<JourneyStore> {
    return this.#deps.store();
  }

  /** Registers a published node, until the returned function is called; a later registration of the same node replaces it. */
  listen(listener: Listener): () => void {
    const key = nodeKey(listener);
    this.#listeners.set(key, listener);
    this.#toRelease.push(listener);
    this.#firstListenAt ??= monotonicMs();
    this.#stopPolling ??= every(this.#options.pollMs, () => this.poke());
    this.poke();
    return () => {
      if (this.#listeners.get(key) !== listener) return;
      this.#listeners.delete(key);
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  /** There may be something to do. */
  poke(): void {
    if (this.#listeners.size === 0) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#rounds().finally(() => {
      this.#running = null;
      if (this.#again) this.poke();
    });
  }

  #rest(): void {
    this.#stopPolling?.();
    this.#stopPolling = null;
    this.#alarm?.alarm.cancel();
    this.#alarm = null;
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.#round(await this.#deps.store());
      } catch (error) {
        this.#inTouch.lost();
        this.#deps.report('Journeys could not go on and will try again', error);
        return;
      }
    } while (this.#again);
  }

  async #round(store: JourneyStore): Promise<void> {
    const now = (): number => this.#deps.clock().now();
    await this.#release(store, now());
    await this.#upkeep(store, now());
    const routed = await routeAll(store, this.#routeState, now);
    const ended = await resolveAllDue(store, now, this.#deps.breathe);
    // A backlog is worked off in rounds, so that starting people and saying that we are alive never wait for its end.
    if (routed >= PAGES * BATCH || ended >= PAGES * BATCH) this.#again = true;
    await this.#dispatcher.run(this.listeners, {
      store,
      bootId: this.#deps.bootId,
      now,
      ended: () => this.poke(),
    });
    this.#setAlarm(await store.nextDeadline());
  }

  /** Lets go what was held while nobody listened; within a round, so that no older list of listeners can hold it again. */
  async #release(store: JourneyStore, now: number): Promise<void> {
    for (const listener of [...this.#toRelease]) {
      await store.releaseHeld(listener, now);
      this.#toRelease = this.#toRelease.filter((other) => other !== listener);
    }
  }

  /** Heartbeat, recovery, holding and forgetting, at their own pace on real time. */
  async #upkeep(store: JourneyStore, now: number): Promise<void> {
    const real = monotonicMs();
    // n8n registers published workflows one by one after a start; until it is through, absence says nothing.
    const settled = this.#firstListenAt !== null && real - this.#firstListenAt >= this.#options.settleMs;
    if (real - this.#lastHeartbeat >= this.#options.leaseMs / 2) {
      this.#lastHeartbeat = real;
      await store.heartbeat(
        this.#deps.bootId,
        this.listeners.filter(({ kind }) => kind === 'entry'),
        now,
      );
      this.#inTouch.made();
      await this.#recover(store, now);
      await this.#dispatcher.freeLost(store);
      if (settled) await store.holdUnheard(this.listeners);
    }
    if (real - this.#lastPrune >= PRUNE_EVERY_MS) {
      this.#lastPrune = real;
      if (settled) await store.endStranded(this.listeners, now, STRANDED);
      if (await store.prune(now, RETENTION)) this.#lastPrune = real - PRUNE_EVERY_MS + PRUNE_ON_MS;
    }
  }

  /** Others are given up only by a process that would have heard of them. */
  async #recover(store: JourneyStore, now: number): Promise<void> {
    const { leaseMs, startTimeoutMs, othersAreDead } = this.#options;
    if (!othersAreDead && !this.#inTouch.lasts) return;
    await store.recover(this.#deps.bootId, { leaseMs, startTimeoutMs, othersAreDead }, now);
  }

  #setAlarm(at: number | null): void {
    if (this.#alarm?.at === at) return;
    this.#alarm?.alarm.cancel();
    this.#alarm = at === null ? null : { at, alarm: this.#deps.clock().wakeAt(at, () => this.#ring()) };
  }

  #ring(): void {
    this.#alarm = null;
    this.poke();
  }
}
