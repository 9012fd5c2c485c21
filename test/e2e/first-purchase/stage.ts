import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packPackage, startN8n, TestClock, type N8n, type WorkflowJson } from '../../host/n8n';
import { projectRoot } from '../../host/paths';
import { createDatabase, query, type TestDatabase } from '../../host/services';
import { Facts } from '../../support/facts';
import { messageOf, type Post } from './people';
import { Relay, type Answer } from './relay';
import { SENDERS, type Sender, type SenderName } from './senders';

/** Which store the journey is kept in. */
export type StoreKind = 'embedded' | 'postgres';

const SCHEMA = 'journeys';
const REGISTERED_AT = Date.parse('2026-03-02T09:00:00Z');

/** A real n8n with the two examples, the official SDKs in front of it, and the clock. */
export class Stage {
  /** When everybody registers. */
  readonly registeredAt = REGISTERED_AT;
  readonly #senders = new Map<SenderName, { readonly relay: Relay; readonly sdk: Sender }>();

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
    for (const [name, make] of Object.entries(SENDERS)) {
      const relay = await Relay.listen(`${this.n8n.baseUrl}/webhook/events`);
      this.#senders.set(name as SenderName, { relay, sdk: make(relay.url) });
    }
    return id;
  }

  async #import(workflow: WorkflowJson): Promise<string> {
    const { id } = await this.n8n.importWorkflow(workflow);
    await this.n8n.publishAndWait(id);
    return id;
  }

  /** Sends deeds with the person's SDK, in one request, as often as they say. */
  async post({ person, deeds }: Post): Promise<readonly Answer[]> {
    const sender = this.#senders.get(person.sender);
    if (!sender) throw new Error(`${person.sender} is not set up`);
    const messages = deeds.map((deed) => messageOf(person.userId, deed, this.registeredAt));
    const times = Math.max(...deeds.map((deed) => deed.times));
    return sender.relay.answers(times, () => sender.sdk.post(messages));
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
    for (const { sdk, relay } of this.#senders.values()) {
      await sdk.close();
      relay.close();
    }
    await this.n8n.dispose();
    await this.database?.drop();
  }
}

function example(name: string): WorkflowJson {
  const file = join(projectRoot, 'examples', name, 'workflow.json');
  return JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
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
