import { randomBytes } from 'node:crypto';
import { packPackage, startN8n, TestClock, type N8n, type WorkflowJson } from '../host/n8n';
import type { HostProcess } from '../host/process';
import { forgetKeys } from '../host/redis-keys';
import { createDatabase, postgresUrl, redisUrl } from '../host/services';
import { GiveUp, waitFor } from '../host/wait';
import { Facts } from './facts';
import type { SentEvent } from './lab';

const START = '2026-03-02T09:00:00Z';
const PATIENCE = { timeoutMs: 120_000, everyMs: 100 };

/** The servers that a fleet shares, by default those of the machine, and when its clock starts. */
interface FleetOptions {
  readonly postgres?: string;
  readonly redis?: string;
  readonly startAt?: number | string;
  readonly env?: Readonly<Record<string, string>>;
}

/** n8n in queue mode as it is run in production: a main process, a webhook processor and two workers. */
export class Fleet {
  readonly workers: HostProcess[] = [];
  #door: HostProcess | undefined;

  private constructor(
    readonly main: N8n,
    readonly clock: TestClock,
    readonly facts: Facts,
    private readonly forget: () => Promise<void>,
  ) {}

  static async open(options: FleetOptions = {}): Promise<Fleet> {
    const { postgres = postgresUrl, redis: address = redisUrl, startAt = START, env } = options;
    const host = await createDatabase('n8n_queue', postgres);
    const journeys = await createDatabase('journeys_queue', postgres);
    const redis = new URL(address);
    const prefix = `journeys-${randomBytes(6).toString('hex')}`;
    const clock = new TestClock(startAt);
    const main = await startN8n({
      packages: [await packPackage()],
      clock,
      database: { url: host.url },
      env: {
        EXECUTIONS_MODE: 'queue',
        QUEUE_BULL_REDIS_HOST: redis.hostname,
        QUEUE_BULL_REDIS_PORT: redis.port || '6379',
        QUEUE_BULL_PREFIX: prefix,
        // n8n keeps what it knows of webhooks there too, for an hour.
        N8N_REDIS_KEY_PREFIX: prefix,
        N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
        JOURNEYS_DATABASE_URL: journeys.url,
        // A job that a killed worker had taken and not begun is lost to n8n.
        JOURNEYS_START_TIMEOUT_SECONDS: '30',
        ...env,
      },
    });
    const fleet = new Fleet(main, clock, Facts.postgres(journeys.url), async () => {
      await forgetKeys(address, prefix);
      for (const database of [host, journeys]) await database.drop();
    });
    try {
      await Promise.all([fleet.startDoor(), fleet.startWorker(), fleet.startWorker()]);
      return fleet;
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  /** The webhook processor. */
  get door(): HostProcess {
    if (!this.#door) throw new Error('the webhook processor has not been started');
    return this.#door;
  }

  async startDoor(): Promise<void> {
    this.#door = await this.main.startHelper('webhook');
  }

  async startWorker(): Promise<void> {
    this.workers.push(await this.main.startHelper('worker'));
  }

  /** Starts whatever process has ended. n8n ends some by itself when a server is away for too long. */
  async replaceDead(): Promise<void> {
    const dead = this.workers.filter(({ alive }) => !alive);
    for (const worker of dead) this.workers.splice(this.workers.indexOf(worker), 1);
    const starts = await Promise.allSettled([
      ...(this.main.alive ? [] : [this.main.start()]),
      ...(this.door.alive ? [] : [this.startDoor()]),
      ...dead.map(() => this.startWorker()),
    ]);
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  }

  async close(): Promise<void> {
    await this.main.dispose();
    await this.forget();
  }

  async publish(made: WorkflowJson): Promise<string> {
    const { id } = await this.main.importWorkflow(made);
    await this.main.publishAndWait(id);
    return id;
  }

  /** Posts events to a webhook processor, whatever it answers. */
  async post(path: string, events: readonly SentEvent[], door = this.door): Promise<Response> {
    return await fetch(`${door.baseUrl}/webhook/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
  }

  /** Posts events to the webhook processor, a second later than what was posted before. All must be accepted. */
  async send(path: string, events: readonly SentEvent[]): Promise<void> {
    await this.clock.move(this.clock.now() + 1000);
    await waitFor(
      'the webhook processor to take events in',
      async () => {
        const answer = await this.post(path, events);
        if (answer.status === 404) return false;
        const body = (await answer.json()) as { accepted?: number };
        if (answer.status === 202 && body.accepted === events.length) return true;
        throw new GiveUp(`the intake answered ${answer.status} ${JSON.stringify(body)}`);
      },
      PATIENCE,
    );
  }

  /** Waits until nothing is under way anywhere. */
  async settled(): Promise<void> {
    const settled = async () => {
      await this.facts.letRetriesCome(this.clock);
      return this.facts.settled(this.clock.now());
    };
    await waitFor('everything to settle', settled, PATIENCE);
  }

  /** Moves business time and waits until everything that fell due has been dealt with. */
  async advance(ms: number): Promise<void> {
    await this.clock.move(this.clock.now() + ms);
    await this.settled();
  }
}
