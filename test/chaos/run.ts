import { waitFor } from '../host/wait';
import { randomFrom } from '../support/random-numbers';
import { judge, type Verdict } from './judge';
import type { Received } from './model';
import { LONGEST_STEP, somebody, type Deed, type Person } from './people';
import { deliver } from './sender';
import { INTAKE, Trouble, type Kill } from './trouble';
import { open, SlowService, type Mode, type World } from './world';

export interface ChaosOptions {
  readonly mode: Mode;
  readonly seed: number;
  /** How long new trouble is made; leading everybody to their end comes after it. */
  readonly minutes: number;
  /** It goes on for longer until there were so many kills: a slow machine makes a long run, not a weak one. */
  readonly kills: number;
  /** Breaks a promise on purpose, which must be found. */
  readonly plant: boolean;
  readonly say: (line: string) => void;
}

export interface ChaosReport extends Verdict {
  readonly kills: readonly Kill[];
  readonly people: number;
  readonly events: number;
  readonly republished: number;
  readonly paused: number;
  /** Who lost a delivery on purpose. */
  readonly planted: string | null;
}

/** What a wait may take beyond its deadline while everything runs. */
const LATEST_MS = 60_000;
const LARGEST_BATCH = 40;
const PATIENCE = { timeoutMs: 180_000, everyMs: 100 };

/** Random people, events and trouble for a while; then everybody is led to their end, and judged. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  // Each has its own, so that none draws more or less because n8n was slower or had more to do.
  const seeds = randomFrom(options.seed);
  const stream = (): (() => number) => randomFrom(seeds() * 0x1_0000_0000);
  const service = await SlowService.listen(stream());
  const world = await open(options.mode);
  try {
    const run = new Run(world, new Trouble(world, service.url, stream()), stream(), stream(), options);
    await run.begin();
    const until = Date.now() + options.minutes * 60_000;
    while (Date.now() < until || !run.proves(options)) await run.round();
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
  readonly #ticks: number[] = [];
  readonly #violations: string[] = [];

  constructor(
    readonly world: World,
    readonly trouble: Trouble,
    /** What is to happen, and to whom. */
    readonly random: () => number,
    /** In which order and in what batches it is posted. */
    readonly shuffle: () => number,
    readonly options: ChaosOptions,
  ) {}

  /** Whether there were the kills, and the broken promise, that were asked for. */
  proves({ kills, plant }: ChaosOptions): boolean {
    return this.trouble.kills.length >= kills && (!plant || this.trouble.planted !== null);
  }

  async begin(): Promise<void> {
    await this.trouble.begin();
    this.#ticks.push(this.world.clock.now());
  }

  /** A step of the clock, new people, what everybody posts by then, and some trouble meanwhile. */
  async round(): Promise<void> {
    const { trouble, options } = this;
    await this.#step(60_000 + this.random() * LONGEST_STEP);
    const now = this.world.clock.now();
    for (let count = this.#between(3, 12); count > 0; count -= 1) {
      const person = somebody(`p${this.#people.length}`, now, this.random);
      this.#people.push(person);
      this.#waiting.push(...person.deeds);
    }
    const planting = options.plant && trouble.planted === null;
    const [strikes, fate] = [this.random(), this.random()];
    const strike = (): Promise<void> => trouble.strike(planting ? this.#staying() : []);
    await Promise.all([this.#post(), ...(planting || strikes < 0.95 ? [strike()] : [])]);
    // A kill in the middle of publishing, by somebody or by its own start, leaves n8n undecided for two minutes.
    await trouble.steady();
    if (trouble.paused) await trouble.resume();
    else if (fate < 0.1) await this.#pause();
    else if (fate < 0.25) await trouble.republish();
    await this.#onTime();
    if (this.random() < 0.1) await this.#settle();
    options.say(
      `${new Date(now).toISOString()} ${this.#people.length} people, ${trouble.kills.length} kills, ${this.#violations.length} violations`,
    );
  }

  /** Leads everybody to the end of what they do and wait for. */
  async end(): Promise<ChaosReport> {
    const { kills, pauses } = this.trouble;
    await this.trouble.resume();
    await this.#settle();
    for (let steps = 0; steps < 12; steps += 1) {
      await this.#step(60_000 + LONGEST_STEP);
      await this.#post();
      await this.#onTime();
      await this.#settle();
    }
    const history = { ticks: this.#ticks, pauses };
    const verdict = await judge(this.world.facts, this.#people, this.#received, history);
    return {
      ...verdict,
      violations: [...this.#violations, ...verdict.violations],
      kills,
      people: this.#people.length,
      events: this.#received.size,
      republished: this.trouble.republished,
      planted: this.trouble.planted,
      paused: pauses.length,
    };
  }

  async #step(ms: number): Promise<void> {
    await this.world.clock.move(this.world.clock.now() + Math.round(ms));
    this.#ticks.push(this.world.clock.now());
  }

  /** Posts what is due in any order and in batches of any size, again and again until it is answered 202. */
  async #post(): Promise<void> {
    const now = this.world.clock.now();
    const due = this.#waiting.filter(({ postedAt }) => postedAt <= now);
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter(({ postedAt }) => postedAt > now));
    const posts = due.flatMap((deed) => Array.from({ length: deed.copies }, () => deed));
    const shuffled = posts.map((deed) => ({ deed, order: this.shuffle() })).sort((a, b) => a.order - b.order);
    while (shuffled.length > 0) {
      const size = Math.ceil(this.shuffle() ** 2 * LARGEST_BATCH) || 1;
      const batch = shuffled.splice(0, size).map(({ deed }) => deed);
      this.trouble.posting = 1;
      await deliver(() => `${this.world.intake()}/webhook/${INTAKE}`, batch);
      this.trouble.posting = 0;
      for (const deed of batch)
        if (!this.#received.has(deed.eventId)) this.#received.set(deed.eventId, { ...deed, receivedAt: now });
    }
  }

  /** Whoever does not leave must come to an end of their own. */
  #staying(): string[] {
    const stays = ({ deeds }: Person): boolean => deeds.every(({ event }) => event !== 'leave');
    return this.#people.filter(stays).map(({ userId }) => userId);
  }

  async #pause(): Promise<void> {
    await this.#settle();
    await this.trouble.pause();
  }

  /** With everything running, whatever is due is dealt with in a minute. */
  async #onTime(): Promise<void> {
    const now = this.world.clock.now();
    const nothingDue = async (): Promise<boolean> => {
      await this.world.revive();
      const { unrouted, due } = await this.world.facts.underway(now);
      return unrouted + due === 0;
    };
    await waitFor('what is due', nothingDue, { timeoutMs: LATEST_MS, everyMs: 50 }).catch((error: Error) => {
      this.#violations.push(`late: ${error.message}`);
    });
  }

  /** Whoever the store could not be asked for is tried again later by the clock, which stands still: so it is moved. */
  async #settle(): Promise<void> {
    const { clock, facts } = this.world;
    const settled = async (): Promise<boolean> => {
      await this.world.revive();
      const next = await facts.nextTry(clock.now());
      if (next !== null) await this.#step(next - clock.now());
      return facts.settled(clock.now());
    };
    await waitFor('everybody to settle', settled, PATIENCE).catch(async (error: Error) => {
      const left = [JSON.stringify(await facts.underway(clock.now())), ...(await facts.moving())];
      this.#violations.push(`unsettled: ${error.message}\n${left.join('\n')}`);
    });
  }

  #between(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }
}
