import { pause, waitFor } from '../host/wait';
import type { Underway } from '../support/facts';
import { republish } from '../support/lab';
import { node, workflow } from '../support/workflow';
import { journey } from './journey';
import { plantLostDelivery } from './plant';
import type { World } from './world';

/** One kill and what it hit. */
export interface Kill {
  readonly victim: string;
  /** What the victim was busy with: see `BUSY_WITH`. */
  readonly inFlight: number;
}

/** What is under way when somebody is struck. */
interface Work extends Underway {
  /** Batches of events that have not been answered. */
  readonly posting: number;
}

/** What each victim has a part in: people on the move, events, answers to senders. */
const BUSY_WITH: Readonly<Record<string, readonly (keyof Work)[]>> = {
  main: ['unrouted', 'due', 'ready', 'emitted'],
  worker: ['emitted', 'running'],
  webhook: ['posting'],
  redis: ['emitted', 'running'],
  postgres: ['unrouted', 'due', 'ready', 'emitted', 'running', 'posting'],
};
/** One process does everything. */
const EVERYTHING = BUSY_WITH['postgres'] ?? [];

/** Where events are taken in, also while the journeys are paused. */
export const INTAKE = 'chaos';
/**
 * How likely each process and server is to be hit by a strike: mostly main, where everything is decided, and the servers,
 * which everybody works with and which are back in a moment.
 */
const SHARES: Readonly<Record<string, number>> = {
  main: 0.95,
  postgres: 0.9,
  redis: 0.9,
  worker: 0.45,
  webhook: 0.45,
};
const LONGEST_DELAY_MS = 300;
/** How often main is hit again in its first seconds, long before it publishes anything. */
const RELAPSES = 0.4;
const EARLIEST_RELAPSE_MS = 500;
const LONGEST_RELAPSE_MS = 2_000;
const PATIENCE = { timeoutMs: 180_000, everyMs: 100 };

/** What is done to the journeys and to what they run on. */
export class Trouble {
  readonly kills: Kill[] = [];
  readonly pauses: { from: number; to: number }[] = [];
  /** How often the journeys have been published again. */
  republished = 0;
  /** Who lost a delivery on purpose. */
  planted: string | null = null;
  /** Batches of events that have not been answered. */
  posting = 0;
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
    const struck = names.filter((name) => this.random() < (SHARES[name] ?? 1));
    if (struck.length === 0) struck.push(names[Math.floor(this.random() * names.length)] ?? 'main');
    const delay = this.random() * LONGEST_DELAY_MS;
    const until = Date.now() + 3_000;
    while (!(await this.#hits(struck)).some(({ inFlight }) => inFlight > 0) && Date.now() < until)
      await pause(20);
    await pause(delay);
    this.kills.push(...(await this.#hits(struck)));
    const [relapse, after] = [
      this.random() < RELAPSES,
      EARLIEST_RELAPSE_MS + this.random() * LONGEST_RELAPSE_MS,
    ];
    await Promise.all(struck.map((victim) => this.world.victims[victim]?.()));
    if (struck.includes('main') && relapse) await this.#relapse(after);
    if (lose.length > 0) this.planted ??= await plantLostDelivery(this.world, lose);
    const runs = (): Promise<boolean> =>
      this.world.revive().then(
        () => true,
        () => false,
      );
    await waitFor('everything to run again', runs, PATIENCE);
  }

  /** Main dies again while it starts; whoever else starts does so undisturbed. */
  async #relapse(afterMs: number): Promise<void> {
    let over = false;
    const reviving = this.world
      .revive()
      .catch(() => {})
      .finally(() => (over = true));
    await waitFor('main to be started', () => over || this.world.main.alive, { ...PATIENCE, everyMs: 20 });
    await pause(afterMs);
    // What did not start is started anew by whoever comes next.
    if (!this.world.main.alive) return;
    this.kills.push(...(await this.#hits(['main'])));
    await this.world.victims['main']?.();
    await reviving;
  }

  /** What each of them would be cut off from now. */
  async #hits(victims: readonly string[]): Promise<Kill[]> {
    const underway = await this.world.facts.underway(this.world.clock.now());
    const work: Work = { ...underway, posting: this.posting };
    const alone = Object.keys(this.world.victims).length === 1;
    return victims.map((victim) => {
      const parts = alone ? EVERYTHING : (BUSY_WITH[victim] ?? EVERYTHING);
      return { victim, inFlight: parts.reduce((sum, part) => sum + work[part], 0) };
    });
  }

  /** Waits until all that is to be published runs again. */
  async steady(): Promise<void> {
    for (const id of this.#published()) await this.world.main.waitUntilActive(id, PATIENCE);
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
    const edition = { number: this.republished };
    for (const { id, entry, share } of this.#journeys)
      await republish(this.world.main, id, journey(entry, entry, share, this.service, edition));
  }
}
