import { packPackage, startN8n, TestClock, type ExecutionSummary, type N8n } from '../../host/n8n';
import { LIGHT_EXPRESSIONS } from '../../host/settings';
import { createDatabase, type TestDatabase } from '../../host/services';
import { pause, waitFor } from '../../host/wait';
import { Facts, quoted, type Underway } from '../../support/facts';
import { randomFrom } from '../../support/random-numbers';
import { journey } from './journey';
import { actual, type Fate, type Person } from './people';
import { Shop } from './shop';

/** Which store the journeys of an n8n are kept in. */
export type StoreKind = 'embedded' | 'postgres';

/** What a kill cut off. */
export interface Kill extends Underway {
  readonly moment: string;
  readonly delayMs: number;
  /** How many people were in the execution of whoever is stranded; 0 when nobody is. */
  readonly aroundStranded: number;
}

const START = '2026-03-02T09:00:00Z';
const DAY_MS = 86_400_000;
const SETTLE = { timeoutMs: 90_000, everyMs: 100 };

/** One n8n with two journeys, a shop they call, and everything that a test does to it. */
export class Story {
  readonly clock = new TestClock(START);
  readonly shop = new Shop();
  readonly ledger: Kill[] = [];
  readonly workflows: string[] = [];
  readonly #random: () => number;
  /** People who can never go on: left out of what must settle. */
  readonly #stranded: string[] = [];
  #n8n: N8n | undefined;
  #database: TestDatabase | undefined;
  #facts: Facts | undefined;

  constructor(
    readonly store: StoreKind,
    seed: number,
  ) {
    this.#random = randomFrom(seed);
  }

  get n8n(): N8n {
    if (!this.#n8n) throw new Error('the story has not begun');
    return this.#n8n;
  }

  get facts(): Facts {
    if (!this.#facts) throw new Error('the story has not begun');
    return this.#facts;
  }

  /** Starts n8n and publishes both journeys. */
  async begin(): Promise<void> {
    const shop = await this.shop.open();
    if (this.store === 'postgres') this.#database = await createDatabase('journeys_crash');
    const url = this.#database?.url;
    this.#n8n = await startN8n({
      packages: [await packPackage()],
      clock: this.clock,
      env: { ...LIGHT_EXPRESSIONS, ...(url === undefined ? {} : { JOURNEYS_DATABASE_URL: url }) },
    });
    this.#facts = url === undefined ? Facts.embedded(this.n8n.userFolder) : Facts.postgres(url);
    for (const options of [
      { name: 'One by One', entry: 'registered', path: 'events', peoplePerExecution: 1 },
      { name: 'Together', entry: 'imported', path: 'import', peoplePerExecution: 5 },
    ]) {
      const { id } = await this.n8n.importWorkflow(journey({ ...options, shop }));
      await this.n8n.publishAndWait(id);
      this.workflows.push(id);
    }
  }

  async end(): Promise<void> {
    await this.#n8n?.dispose();
    this.shop.close();
    await this.#database?.drop();
  }

  /** People enter, and the batch has been taken in. */
  async enter(people: readonly Person[]): Promise<void> {
    await this.#send(people, ({ entry }) => entry);
  }

  /** Those who buy do so, and the batch has been taken in. */
  async purchase(people: readonly Person[]): Promise<void> {
    await this.#send(
      people.filter(({ buys }) => buys),
      () => 'purchase',
    );
  }

  /** Sends what people do as one batch, which must be answered with 202; the same again is a duplicate. */
  async #send(people: readonly Person[], event: (person: Person) => string): Promise<void> {
    const timestamp = new Date(this.clock.now()).toISOString();
    const events = people.map((person) => ({
      eventId: `${person.userId}/${event(person)}`,
      userId: person.userId,
      event: event(person),
      timestamp,
      properties: { amount: 42 },
    }));
    const { status, data } = await this.n8n.postWebhook('events', { events });
    const { accepted, duplicate } = data as { accepted?: number; duplicate?: number };
    if (status !== 202 || (accepted ?? 0) + (duplicate ?? 0) !== people.length)
      throw new Error(`${people.length} events were answered with ${status}: ${JSON.stringify(data)}`);
  }

  /** A person who is caught in the shop for ever. */
  strand(person: Person): void {
    this.shop.strand(person.userId);
    this.#stranded.push(person.userId);
  }

  /** Waits until nothing is on the move. */
  async settle(): Promise<void> {
    const settled = async () => {
      await this.#letGracePass();
      await this.facts.letRetriesCome(this.clock);
      return this.facts.settled(this.clock.now(), this.#stranded);
    };
    await waitFor('everything to settle', settled, SETTLE);
  }

  /** Where a start took more than a minute, what fell due meanwhile is held back for up to a quarter of an hour. */
  async #letGracePass(): Promise<void> {
    const now = this.clock.now();
    const [held] = await this.facts.rows<{ until: unknown }>(`select max(commit_at) as until from journey_wait
      where state = 'open' and deadline_at <= ${now} and commit_at > ${now}`);
    if (held?.until) await this.clock.move(Number(held.until));
  }

  /** Waits for a fact about what is under way. */
  async until(what: string, holds: (underway: Underway) => boolean): Promise<void> {
    await waitFor(what, async () => holds(await this.underway()), { everyMs: 5 });
  }

  async underway(): Promise<Underway> {
    return this.facts.underway(this.clock.now(), this.#stranded);
  }

  /** Lets a day pass, and a second: whoever waits now is due. Does not wait for what that leads to. */
  async dayPasses(): Promise<void> {
    await this.clock.move(this.clock.now() + DAY_MS + 1000);
  }

  /** Kills n8n after a random delay of at most `withinMs`, and writes down what that cut off. */
  async kill(moment: string, withinMs = 0): Promise<void> {
    const delayMs = Math.round(this.#random() * withinMs);
    if (delayMs > 0) await pause(delayMs);
    await this.n8n.kill9();
    const aroundStranded = await this.#aroundStranded();
    this.ledger.push({ moment, delayMs, aroundStranded, ...(await this.underway()) });
    this.shop.release();
  }

  async #aroundStranded(): Promise<number> {
    const [row] = await this.facts.rows<{ people: unknown }>(`select count(*) as people from journey_delivery
      where state = 'running' and execution_id in (
        select execution_id from journey_delivery
        where state = 'running' and user_id in (${quoted(['', ...this.#stranded])}))`);
    return Number(row?.people);
  }

  /** Asks n8n to shut down, and waits until it has. */
  async stop(): Promise<void> {
    await this.n8n.stop();
  }

  async start(): Promise<void> {
    await this.n8n.start();
    for (const id of this.workflows) await this.n8n.waitUntilActive(id);
  }

  /** Leads everybody to the end: those who buy buy, a day passes for the others. */
  async complete(people: readonly Person[]): Promise<Record<string, Fate>> {
    await this.settle();
    await this.purchase(people);
    await this.settle();
    await this.dayPasses();
    await this.settle();
    return this.fates(people);
  }

  async fates(people: readonly Person[]): Promise<Record<string, Fate>> {
    return actual(people, this.facts, this.shop);
  }

  /** All executions that n8n remembers. */
  async executions(): Promise<ExecutionSummary[]> {
    return (await Promise.all(this.workflows.map((id) => this.n8n.listExecutions(id)))).flat();
  }

  /** Lets n8n forget all executions, as pruning does. Returns how many are left. */
  async forgetExecutions(): Promise<number> {
    const forgotten = async (): Promise<boolean> => {
      const ids = (await this.executions()).map(({ id }) => id);
      await this.n8n.rest.call('POST', '/executions/delete', { body: { ids } });
      return (await this.executions()).length === 0;
    };
    // A busy n8n may leave some.
    await this.n8n.wait('n8n to forget its executions', forgotten);
    return (await this.executions()).length;
  }
}
