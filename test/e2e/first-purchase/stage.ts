import { packPackage, startN8n, TestClock, type N8n, type WorkflowJson } from '../../host/n8n';
import { LIGHT_EXPRESSIONS } from '../../host/settings';
import { createDatabase, query, type TestDatabase } from '../../host/services';
import { example } from '../../support/examples';
import { Facts } from '../../support/facts';
import { Fleet } from '../../support/fleet';
import { messageOf, SENDER_NAMES, type Person, type Post } from './people';
import type { Answer } from './relay';
import type { SenderName } from './senders';
import { Source } from './source';

/** Which store the journey is kept in; `queue` is n8n in queue mode, which needs PostgreSQL and Redis. */
export type StoreKind = 'embedded' | 'postgres' | 'queue';

const SCHEMA = 'journeys';
const REGISTERED_AT = Date.parse('2026-03-02T09:00:00Z');

/** What runs the journeys. */
interface Host {
  readonly clock: TestClock;
  readonly n8n: N8n;
  readonly facts: Facts;
  /** The process that takes events in. */
  readonly door: { readonly baseUrl: string };
  close(): Promise<void>;
}

async function single(database: TestDatabase | null): Promise<Host> {
  const clock = new TestClock(REGISTERED_AT);
  if (database) await query(database.url, `create schema ${SCHEMA}`);
  const env: Record<string, string> = database
    ? { ...LIGHT_EXPRESSIONS, JOURNEYS_DATABASE_URL: database.url, JOURNEYS_DATABASE_SCHEMA: SCHEMA }
    : {};
  const n8n = await startN8n({ packages: [await packPackage()], complete: !database, clock, env });
  const facts = database
    ? Facts.postgres(`${database.url}?options=-csearch_path%3D${SCHEMA}`)
    : Facts.embedded(n8n.userFolder);
  const close = async (): Promise<void> => {
    await n8n.dispose();
    await database?.drop();
  };
  return { clock, n8n, facts, door: n8n, close };
}

async function queue(): Promise<Host> {
  const fleet = await Fleet.open({ startAt: REGISTERED_AT });
  const { clock, main, facts, door } = fleet;
  return { clock, n8n: main, facts, door, close: () => fleet.close() };
}

const HOSTS: Readonly<Record<StoreKind, () => Promise<Host>>> = {
  embedded: () => single(null),
  postgres: async () => single(await createDatabase('journeys_first_purchase')),
  queue,
};

/** A real n8n with the two examples, the official SDKs in front of it, and the clock. */
export class Stage {
  /** When everybody registers. */
  readonly registeredAt = REGISTERED_AT;
  readonly #sources = new Map<SenderName, Source>();

  private constructor(private readonly host: Host) {}

  static async open(store: StoreKind): Promise<Stage> {
    return new Stage(await HOSTS[store]());
  }

  get n8n(): N8n {
    return this.host.n8n;
  }

  get facts(): Facts {
    return this.host.facts;
  }

  get clock(): TestClock {
    return this.host.clock;
  }

  /** Publishes both examples as they are, but for the Time Scale; returns the id of the journey. */
  async publish(): Promise<string> {
    await this.#import(example('event-intake'));
    const id = await this.#import(atRealPace(example('first-purchase')));
    const url = `${this.host.door.baseUrl}/webhook/events`;
    await this.n8n.wait(url, () => takesPosts(url));
    for (const name of SENDER_NAMES) this.#sources.set(name, await Source.open(name, url));
    return id;
  }

  async #import(workflow: WorkflowJson): Promise<string> {
    const { id } = await this.n8n.importWorkflow(workflow);
    await this.n8n.publishAndWait(id);
    return id;
  }

  /** Sends deeds with the person's SDK, in one request, as often as they say. */
  async post({ person, deeds }: Post<Person>): Promise<readonly Answer[]> {
    const source = this.#sources.get(person.sender);
    if (!source) throw new Error(`${person.sender} is not set up`);
    const at = (sinceRegistration: number): Date => new Date(this.registeredAt + sinceRegistration);
    const messages = deeds.map((deed) => messageOf(person.userId, deed, at));
    return source.post(messages, Math.max(...deeds.map(({ times }) => times)));
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    await this.advanceTo(this.clock.now() - this.registeredAt);
  }

  /** Moves the clock to so long after the registration, and waits until all that is due has been done. */
  async advanceTo(sinceRegistration: number): Promise<void> {
    const settled = (): Promise<boolean> => this.facts.settled(this.clock.now());
    await this.clock.advanceTo(this.registeredAt + sinceRegistration, settled, { timeoutMs: 120_000 });
  }

  async close(): Promise<void> {
    for (const source of this.#sources.values()) await source.close();
    await this.host.close();
  }
}

/** Whether a webhook is served, without calling it. */
async function takesPosts(url: string): Promise<boolean> {
  const { headers } = await fetch(url, { method: 'OPTIONS', headers: { origin: url } });
  return headers.get('access-control-allow-methods')?.includes('POST') ?? false;
}

/** The journey as its README says to use it for real customers. */
function atRealPace(workflow: WorkflowJson): WorkflowJson {
  const nodes = workflow.nodes.map((node) => {
    const parameters = node['parameters'] as { settings?: { timeScale?: number } };
    if (parameters.settings?.timeScale === undefined) return node;
    return { ...node, parameters: { ...parameters, settings: { ...parameters.settings, timeScale: 1 } } };
  });
  return { ...workflow, nodes };
}
