import { packPackage, startN8n, TestClock, type N8n, type WorkflowJson } from '../../host/n8n';
import { LIGHT_EXPRESSIONS, RECOMMENDED } from '../../host/settings';
import { createDatabase, query, type TestDatabase } from '../../host/services';
import { waitFor } from '../../host/wait';
import { example, withCredentials } from '../../support/examples';
import { Facts } from '../../support/facts';
import { after, type Moment } from './calendar';
import type { Customer } from './customers';
import type { CallNode } from './deeds';
import { startCrm, type Crm } from './outside/crm';
import { SECRET, type Gateway } from './outside/gateway';

/** Which store the journey is kept in. */
export type StoreKind = 'embedded' | 'postgres';

const SCHEMA = 'journeys';
const DAWN = after('Mon 08:00');
/** Where the example's messages take in replies: any of them would do. */
const TAKES_REPLIES = 'Reminder';

/** Opens a gateway for SMS, which calls n8n back at its URL and hands replies to the other. */
type OpenGateway = (n8nUrl: string, repliesTo: string) => Promise<Gateway>;

interface StageOptions {
  readonly store: StoreKind;
  /** The Monday on which everybody books, 00:00 at the dealership. */
  readonly monday: number;
  readonly everybody: readonly Customer[];
  readonly gateway: OpenGateway;
  /** An n8n with everything, as users have it: a test takes half the time without. */
  readonly complete?: boolean;
  /** The port of n8n; by default a free one. */
  readonly port?: number;
}

/** A real n8n with the event intake and the test drive, a gateway for SMS, and the clock. */
export class Stage {
  workflowId = '';
  #gateway: Gateway | null = null;
  readonly #lists = new Map<CallNode, string>();

  private constructor(
    readonly monday: number,
    readonly clock: TestClock,
    readonly n8n: N8n,
    readonly facts: Facts,
    readonly database: TestDatabase | null,
    readonly crm: Crm,
  ) {}

  static async open(given: StageOptions): Promise<Stage> {
    const { store, monday, everybody, gateway, complete = false, port } = given;
    const clock = new TestClock(monday + DAWN);
    const database = store === 'postgres' ? await createDatabase('journeys_test_drive') : null;
    if (database) await query(database.url, `create schema ${SCHEMA}`);
    const env: Record<string, string> = {
      ...(complete ? RECOMMENDED : LIGHT_EXPRESSIONS),
      ...(database && { JOURNEYS_DATABASE_URL: database.url, JOURNEYS_DATABASE_SCHEMA: SCHEMA }),
    };
    const packages = [await packPackage()];
    const options = { packages, complete, clock, env };
    const n8n = await startN8n({ ...options, ...(port === undefined ? {} : { port }) });
    const facts = database
      ? Facts.postgres(`${database.url}?options=-csearch_path%3D${SCHEMA}`)
      : Facts.embedded(n8n.userFolder);
    const stage = new Stage(monday, clock, n8n, facts, database, await startCrm(everybody));
    try {
      await stage.#publish(gateway);
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async #publish(open: OpenGateway): Promise<void> {
    const journey = example('test-drive');
    const takes = journey.nodes.find((node) => node['name'] === TAKES_REPLIES)?.['webhookId'];
    const repliesTo = `${this.n8n.baseUrl}/webhook/${String(takes)}/callback?secret=${SECRET}`;
    this.#gateway = await open(this.n8n.baseUrl, repliesTo);
    const sms = await this.n8n.createCredential('SMS gateway', 'smsProviderApi', this.#gateway.credential);
    await this.#import(example('event-intake'));
    const crm = await this.n8n.createCredential('CRM', 'crmApi', this.crm.credential);
    this.workflowId = await this.#import(withCredentials(journey, { sendMessage: sms, userProfile: crm }));
    await this.n8n.waitUntilWebhook('events');
  }

  async #import(workflow: WorkflowJson): Promise<string> {
    const { id } = await this.n8n.importWorkflow(workflow);
    await this.n8n.publishAndWait(id);
    return id;
  }

  /** The gateway for SMS. */
  get gateway(): Gateway {
    if (!this.#gateway) throw new Error('the gateway is not open');
    return this.#gateway;
  }

  /** Where events go. */
  get intake(): string {
    return `${this.n8n.baseUrl}/webhook/events`;
  }

  /** The instant of a moment. */
  at(moment: Moment): number {
    return this.monday + after(moment);
  }

  /** Sends events in one request. @throws Error when the intake refuses any */
  async post(events: readonly object[]): Promise<void> {
    const answer = await fetch(this.intake, { method: 'POST', body: JSON.stringify({ events }) });
    const text = await answer.text();
    const { rejected = [] } = JSON.parse(text) as { rejected?: unknown[] };
    if (answer.status !== 202 || rejected.length > 0)
      throw new Error(`the intake answered ${answer.status} ${text}`);
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    await this.clock.advanceTo(this.clock.now(), () => this.facts.settled(this.clock.now()), SETTLING);
  }

  /** Moves the clock, and stops whenever something falls due, until it has been done. */
  async advanceTo(moment: Moment): Promise<void> {
    const target = this.at(moment);
    for (;;) {
      const due = await this.#nextDue();
      const next = due !== null && due < target ? Math.max(due, this.clock.now()) : target;
      await this.clock.advanceTo(next, () => this.facts.settled(this.clock.now()), SETTLING);
      if (next === target) return;
    }
  }

  async #nextDue(): Promise<number | null> {
    const [row] = await this.facts.rows<{ at: unknown }>(
      `select min(commit_at) as at from journey_wait where state = 'open' and commit_at is not null`,
    );
    return row?.at === null || row?.at === undefined ? null : Number(row.at);
  }

  /** Waits until all that was handed to the gateway has arrived on the phones. */
  async allReceived(): Promise<void> {
    await waitFor('every SMS to arrive', async () => {
      const [row] = await this.facts.rows<{ sent: unknown }>(
        `select count(*) as sent from journey_contact where channel <> 'call'`,
      );
      return this.gateway.received().length >= Number(row?.sent);
    });
  }

  /** Somebody writes an SMS, which has come in when this returns. */
  async says(from: string, text: string): Promise<void> {
    const replies = async (): Promise<number> => {
      const [row] = await this.facts.rows<{ count: unknown }>(
        `select count(*) as count from journey_event where name = 'message.replied'`,
      );
      return Number(row?.count);
    };
    // The phone is switched off and on again with it: what is on its way at that moment would be lost on the air.
    await this.settled();
    await this.allReceived();
    const before = await replies();
    await this.gateway.says(from, text);
    await waitFor(`the SMS of ${from} to come in`, async () => (await replies()) > before);
  }

  /** The address of a node's call list, as the executions in which it created calls tell it. */
  async callList(node: CallNode): Promise<string> {
    const known = this.#lists.get(node);
    if (known !== undefined) return known;
    // n8n writes an execution down after all that it did.
    const link = await waitFor(`an execution to tell where the call list of ${node} is`, () =>
      this.#toldList(node),
    );
    this.#lists.set(node, link);
    return link;
  }

  async #toldList(node: CallNode): Promise<string | undefined> {
    for (const { id } of await this.n8n.listExecutions(this.workflowId)) {
      const runs = (await this.n8n.getExecution(id)).nodes.get(node) ?? [];
      const link = /https?:\/\/\S+\?t=[\w.-]*\w/.exec(runs.flatMap(({ hints }) => hints).join(' '))?.[0];
      if (link !== undefined) return link;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#gateway?.stop();
    await this.crm.stop();
    await this.n8n.dispose();
    await this.database?.drop();
  }
}

const SETTLING = { timeoutMs: 180_000 };
