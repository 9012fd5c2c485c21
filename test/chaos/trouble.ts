import { pause, waitFor } from '../host/wait';
import { republish } from '../support/lab';
import { node, workflow } from '../support/workflow';
import { journey } from './journey';
import { plantLostDelivery } from './plant';
import type { World } from './world';

/** One kill and what it hit. */
export interface Kill {
  readonly victim: string;
  /** People on the move and events not yet routed. */
  readonly inFlight: number;
}

/** Where events are taken in, also while the journeys are paused. */
export const INTAKE = 'chaos';
/** How likely each process and server is to be struck when there is a strike. */
const SHARE = 0.6;
const PATIENCE = { timeoutMs: 180_000, everyMs: 100 };

/** What is done to the journeys and to what they run on. */
export class Trouble {
  readonly kills: Kill[] = [];
  readonly pauses: { from: number; to: number }[] = [];
  /** How often the journeys have been published again. */
  republished = 0;
  /** Whether a promise has been broken on purpose. */
  planted = false;
  readonly #journeys: { readonly id: string; readonly entry: string; readonly share: number }[] = [];
  #intake = '';
  #pausedFrom: number | null = null;

  constructor(
    private readonly world: World,
    private readonly service: string,
    private readonly random: () => number,
  ) {}

  get paused(): boolean {
    return this.#pausedFrom !== null;
  }

  /** Publishes the intake and two journeys, one of which lets people share executions. */
  async begin(): Promise<void> {
    const { main } = this.world;
    const door = workflow('Intake', [node('In', 'userEventTrigger', { path: INTAKE })], []);
    this.#intake = (await main.importWorkflow(door)).id;
    await main.publishAndWait(this.#intake);
    for (const [entry, share] of [
      ['start', 1],
      ['start.shared', 5],
    ] as const) {
      const { id } = await main.importWorkflow(journey(entry, entry, share, this.service, { number: 0 }));
      await main.publishAndWait(id);
      this.#journeys.push({ id, entry, share });
    }
  }

  /**
   * Kills some of what runs, all in the same moment, once something is on the move or when nothing has been for a while;
   * then starts again what is dead. `lose` names people of whom one is to lose a delivery meanwhile.
   */
  async strike(lose: readonly string[] = []): Promise<void> {
    const names = Object.keys(this.world.victims);
    const struck = names.filter(() => this.random() < SHARE);
    if (struck.length === 0) struck.push(names[Math.floor(this.random() * names.length)] ?? 'main');
    const until = Date.now() + 3_000;
    while ((await this.#inFlight()) === 0 && Date.now() < until) await pause(20);
    await pause(this.random() * 300);
    const inFlight = await this.#inFlight();
    await Promise.all(struck.map((victim) => this.world.victims[victim]?.()));
    this.kills.push(...struck.map((victim) => ({ victim, inFlight })));
    if (lose.length > 0) this.planted ||= await plantLostDelivery(this.world, lose);
    await this.world.revive();
    for (const id of this.#published()) await this.world.main.waitUntilActive(id, PATIENCE);
  }

  async #inFlight(): Promise<number> {
    const { unrouted, due, ready, emitted, running } = await this.world.facts.underway(
      this.world.clock.now(),
    );
    return unrouted + due + ready + emitted + running;
  }

  #published(): string[] {
    return [this.#intake, ...(this.paused ? [] : this.#journeys.map(({ id }) => id))];
  }

  /** Unpublishes the journeys. Nobody may be on the move, so that it is certain who came in before. */
  async pause(): Promise<void> {
    for (const { id } of this.#journeys) await this.world.main.unpublish(id);
    this.#pausedFrom = this.world.clock.now();
  }

  async resume(): Promise<void> {
    if (this.#pausedFrom === null) return;
    const { main, clock, facts } = this.world;
    const routed = async (): Promise<boolean> => (await facts.underway(clock.now())).unrouted === 0;
    await waitFor('the log to be routed', routed, PATIENCE);
    for (const { id } of this.#journeys) await main.publishAndWait(id);
    this.pauses.push({ from: this.#pausedFrom, to: clock.now() });
    this.#pausedFrom = null;
  }

  /** Publishes a new version of the journeys while people are in them. */
  async republish(): Promise<void> {
    this.republished += 1;
    for (const { id, entry, share } of this.#journeys)
      await republish(
        this.world.main,
        id,
        journey(entry, entry, share, this.service, { number: this.republished }),
      );
  }
}
