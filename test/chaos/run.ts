import { pause, waitFor } from '../host/wait';
import { republish } from '../support/lab';
import { randomFrom } from '../support/random-numbers';
import { node, workflow } from '../support/workflow';
import { journey } from './journey';
import { judge, type Verdict } from './judge';
import type { Received } from './model';
import { LONGEST_STEP, somebody, type Deed, type Person } from './people';
import { plantLostDelivery } from './plant';
import { deliver } from './sender';
import { open, SlowService, type Mode, type World } from './world';

export interface ChaosOptions {
  readonly mode: Mode;
  readonly seed: number;
  /** How long new trouble is made; leading everybody to their end comes after it. */
  readonly minutes: number;
  /** Breaks a promise on purpose, which must be found. */
  readonly plant: boolean;
  readonly say: (line: string) => void;
}

/** One kill and what it hit. */
export interface Kill {
  readonly victim: string;
  /** People on the move and events not yet routed. */
  readonly inFlight: number;
}

export interface ChaosReport extends Verdict {
  readonly kills: readonly Kill[];
  readonly people: number;
  readonly events: number;
  readonly republished: number;
  readonly paused: number;
}

const INTAKE = 'chaos';
/** What a wait may take beyond its deadline while everything runs. */
const LATEST_MS = 60_000;
const PATIENCE = { timeoutMs: 180_000, everyMs: 100 };

/** Random people, events and trouble for a while; then everybody is led to their end, and judged. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = randomFrom(options.seed);
  const service = await SlowService.listen(random);
  const world = await open(options.mode);
  try {
    const run = new Run(world, service.url, random, options);
    await run.begin();
    const until = Date.now() + options.minutes * 60_000;
    while (Date.now() < until || (options.plant && !run.planted)) await run.round();
    return await run.end();
  } finally {
    await world.close();
    service.close();
  }
}

class Run {
  readonly #people: Person[] = [];
  readonly #waiting: Deed[] = [];
  readonly #received = new Map<string, Received>();
  readonly #history: { ticks: number[]; pauses: { from: number; to: number }[] } = { ticks: [], pauses: [] };
  readonly #kills: Kill[] = [];
  readonly #violations: string[] = [];
  readonly #journeys: { readonly id: string; readonly entry: string; readonly share: number }[] = [];
  #intake = '';
  #edition = 0;
  #pausedFrom: number | null = null;
  #planted = false;

  constructor(
    readonly world: World,
    readonly service: string,
    readonly random: () => number,
    readonly options: ChaosOptions,
  ) {}

  /** Whether the promise that was to be broken is broken. */
  get planted(): boolean {
    return this.#planted;
  }

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
    this.#history.ticks.push(this.world.clock.now());
  }

  /** A step of the clock, new people, what everybody posts by then, and some trouble meanwhile. */
  async round(): Promise<void> {
    await this.#step(this.random() * LONGEST_STEP);
    const now = this.world.clock.now();
    for (let count = this.#between(3, 12); count > 0; count -= 1) {
      const person = somebody(`p${this.#people.length}`, now, this.random);
      this.#people.push(person);
      this.#waiting.push(...person.deeds);
    }
    const names = Object.keys(this.world.victims);
    const trouble = this.options.plant && !this.#planted ? 0 : this.random();
    const victim = names[this.#between(0, names.length - 1)] ?? 'main';
    await Promise.all([this.#post(), ...(trouble < 0.6 ? [this.#kill(victim)] : [])]);
    if (this.#pausedFrom !== null) await this.#resume();
    else if (trouble >= 0.9) await this.#pause();
    else if (trouble >= 0.75) await this.#republish();
    await this.#onTime();
    if (this.random() < 0.2) await this.#settle();
    this.options.say(
      `${new Date(now).toISOString()} ${this.#people.length} people, ${this.#kills.length} kills`,
    );
  }

  /** Leads everybody to the end of what they do and wait for. */
  async end(): Promise<ChaosReport> {
    if (this.#pausedFrom !== null) await this.#resume();
    await this.#settle();
    for (let steps = 0; steps < 12; steps += 1) {
      await this.#step(LONGEST_STEP);
      await this.#post();
      await this.#onTime();
      await this.#settle();
    }
    const verdict = await judge(this.world.facts, this.#people, this.#received, this.#history);
    return {
      ...verdict,
      violations: [...this.#violations, ...verdict.violations],
      kills: this.#kills,
      people: this.#people.length,
      events: this.#received.size,
      republished: this.#edition,
      paused: this.#history.pauses.length,
    };
  }

  async #step(ms: number): Promise<void> {
    await this.world.clock.move(this.world.clock.now() + 60_000 + Math.round(ms));
    this.#history.ticks.push(this.world.clock.now());
  }

  /** Posts what is due in any order and in batches of any size, again and again until it is answered 202. */
  async #post(): Promise<void> {
    const now = this.world.clock.now();
    const due = this.#waiting.filter(({ postedAt }) => postedAt <= now);
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter(({ postedAt }) => postedAt > now));
    const posts = due.flatMap((deed) => Array.from({ length: deed.copies }, () => deed));
    const shuffled = posts.map((deed) => ({ deed, order: this.random() })).sort((a, b) => a.order - b.order);
    while (shuffled.length > 0) {
      const batch = shuffled.splice(0, this.#between(1, 40)).map(({ deed }) => deed);
      await deliver(() => `${this.world.intake()}/webhook/${INTAKE}`, batch);
      for (const deed of batch)
        if (!this.#received.has(deed.eventId)) this.#received.set(deed.eventId, { ...deed, receivedAt: now });
    }
  }

  /** Kills once something is on the move, or when nothing has been for a while. */
  async #kill(victim: string): Promise<void> {
    const until = Date.now() + 3_000;
    let inFlight = 0;
    while (inFlight === 0 && Date.now() < until) {
      inFlight = await this.#inFlight();
      if (inFlight === 0) await pause(20);
    }
    await pause(this.random() * 300);
    inFlight = await this.#inFlight();
    const target = this.world.victims[victim];
    await target?.kill();
    this.#kills.push({ victim, inFlight });
    if (this.options.plant && !this.#planted) this.#planted = await plantLostDelivery(this.world);
    await target?.revive();
    for (const id of this.#published()) await this.world.main.waitUntilActive(id, PATIENCE);
  }

  async #inFlight(): Promise<number> {
    const { unrouted, due, ready, emitted, running } = await this.world.facts.underway(
      this.world.clock.now(),
    );
    return unrouted + due + ready + emitted + running;
  }

  #published(): string[] {
    return [this.#intake, ...(this.#pausedFrom === null ? this.#journeys.map(({ id }) => id) : [])];
  }

  /** Unpublishes the journeys with nobody on the move, so that it is certain who came in before. */
  async #pause(): Promise<void> {
    await this.#settle();
    for (const { id } of this.#journeys) await this.world.main.unpublish(id);
    this.#pausedFrom = this.world.clock.now();
  }

  async #resume(): Promise<void> {
    const { main, clock } = this.world;
    await waitFor(
      'the log to be routed',
      async () => {
        return (await this.world.facts.underway(clock.now())).unrouted === 0;
      },
      PATIENCE,
    );
    for (const { id } of this.#journeys) await main.publishAndWait(id);
    this.#history.pauses.push({ from: this.#pausedFrom ?? 0, to: clock.now() });
    this.#pausedFrom = null;
  }

  async #republish(): Promise<void> {
    this.#edition += 1;
    for (const { id, entry, share } of this.#journeys)
      await republish(
        this.world.main,
        id,
        journey(entry, entry, share, this.service, { number: this.#edition }),
      );
  }

  /** With everything running, whatever is due is dealt with in a minute. */
  async #onTime(): Promise<void> {
    const now = this.world.clock.now();
    const nothingDue = async (): Promise<boolean> => {
      const { unrouted, due } = await this.world.facts.underway(now);
      return unrouted + due === 0;
    };
    await waitFor('what is due', nothingDue, { timeoutMs: LATEST_MS, everyMs: 50 }).catch((error: Error) => {
      this.#violations.push(`late: ${error.message}`);
    });
  }

  async #settle(): Promise<void> {
    const now = this.world.clock.now();
    await waitFor('everybody to settle', () => this.world.facts.settled(now), PATIENCE).catch(
      (error: Error) => {
        this.#violations.push(`unsettled: ${error.message}`);
      },
    );
  }

  #between(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }
}
