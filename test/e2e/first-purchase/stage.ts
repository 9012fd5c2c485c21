import { packPackage, startN8n, TestClock, type N8n, type WorkflowJson } from '../../host/n8n';
import { createDatabase, query, type TestDatabase } from '../../host/services';
import { example } from '../../support/examples';
import { Facts } from '../../support/facts';
import { messageOf, SENDER_NAMES, type Person, type Post } from './people';
import type { Answer } from './relay';
import type { SenderName } from './senders';
import { Source } from './source';

/** Which store the journey is kept in. */
export type StoreKind = 'embedded' | 'postgres';

const SCHEMA = 'journeys';
const REGISTERED_AT = Date.parse('2026-03-02T09:00:00Z');

/** A real n8n with the two examples, the official SDKs in front of it, and the clock. */
export class Stage {
  /** When everybody registers. */
  readonly registeredAt = REGISTERED_AT;
  readonly #sources = new Map<SenderName, Source>();

  private constructor(
    readonly clock: TestClock,
    readonly n8n: N8n,
    readonly facts: Facts,
    readonly database: TestDatabase | null,
  ) {}

  static async open(store: StoreKind): Promise<Stage> {
    const clock = new TestClock(REGISTERED_AT);
    const database = store === 'postgres' ? await createDatabase('journeys_first_purchase') : null;
    if (database) await query(database.url, `create schema ${SCHEMA}`);
    const env: Record<string, string> = database
      ? { JOURNEYS_DATABASE_URL: database.url, JOURNEYS_DATABASE_SCHEMA: SCHEMA }
      : {};
    const n8n = await startN8n({ packages: [await packPackage()], clock, env });
    const facts = database
      ? Facts.postgres(`${database.url}?options=-csearch_path%3D${SCHEMA}`)
      : Facts.embedded(n8n.userFolder);
    return new Stage(clock, n8n, facts, database);
  }

  /** Publishes both examples as they are, but for the Time Scale; returns the id of the journey. */
  async publish(): Promise<string> {
    await this.#import(example('event-intake'));
    const id = await this.#import(atRealPace(example('first-purchase')));
    await this.n8n.waitUntilWebhook('events');
    for (const name of SENDER_NAMES)
      this.#sources.set(name, await Source.open(name, `${this.n8n.baseUrl}/webhook/events`));
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
    await this.n8n.dispose();
    await this.database?.drop();
  }
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
