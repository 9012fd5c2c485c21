import {
  type ExecutionView,
  type N8n,
  type N8nOptions,
  packPackage,
  startN8n,
  TestClock,
  type WorkflowJson,
} from '../host/n8n';
import { StoreView } from './store';
import { type CanvasNode, type Connection, node, workflow } from './workflow';

/** Where the lab's n8n takes in events for all journeys, also for those that are unpublished. */
const INTAKE = 'in';

/** How long a hundred executions may take on a slow machine. */
const SETTLE_MS = 180_000;

/** A user event to send; what is left out is filled in by the intake. */
export interface SentEvent {
  readonly userId: string;
  readonly event: string;
  readonly eventId?: string;
  readonly properties?: Record<string, unknown>;
}

/** A real n8n with the package, a clock of the test's, an always published intake, and a look into the store. */
export class Lab {
  private constructor(
    readonly n8n: N8n,
    readonly clock: TestClock,
    readonly store: StoreView,
  ) {}

  static async open(options: N8nOptions = {}): Promise<Lab> {
    const clock = new TestClock('2026-03-02T09:00:00Z');
    const n8n = await startN8n({ packages: [await packPackage()], clock, ...options });
    const lab = new Lab(n8n, clock, new StoreView(n8n.userFolder));
    try {
      await lab.publish(workflow('Event Intake', [node('Intake', 'userEventTrigger', { path: INTAKE })], []));
      await n8n.waitUntilWebhook(INTAKE);
    } catch (error) {
      await n8n.dispose();
      throw error;
    }
    return lab;
  }

  async close(): Promise<void> {
    await this.n8n.dispose();
  }

  /** Stores a workflow and waits until n8n runs it; answers its id. */
  async publish(made: WorkflowJson): Promise<string> {
    const { id } = await this.n8n.importWorkflow(made);
    await this.n8n.publishAndWait(id);
    return id;
  }

  /** As `publish`, for many: asked for one after another, then awaited. */
  async publishAll(made: readonly WorkflowJson[]): Promise<string[]> {
    const ids: string[] = [];
    for (const one of made) {
      const { id } = await this.n8n.importWorkflow(one);
      await this.n8n.publish(id);
      ids.push(id);
    }
    for (const id of ids) await this.n8n.waitUntilActive(id);
    return ids;
  }

  /** Replaces a published workflow, and waits until n8n runs the new version. */
  async republish(id: string, made: WorkflowJson): Promise<void> {
    await republish(this.n8n, id, made);
  }

  /** Posts events, a second later than what was posted before, and returns what the intake answered. */
  async post(events: readonly SentEvent[]): Promise<{ status: number; data: unknown }> {
    await this.clock.move(this.clock.now() + 1000);
    return await this.n8n.postWebhook(INTAKE, { events });
  }

  /** Posts events that must all be accepted. */
  async send(...events: readonly SentEvent[]): Promise<void> {
    const { status, data } = await this.post(events);
    if (status !== 202 || (data as { accepted: number }).accepted !== events.length)
      throw new Error(`the intake answered ${status} ${JSON.stringify(data)}`);
  }

  /** Waits until nothing is under way: what was sent is routed and every execution is written down. */
  async settled(): Promise<void> {
    await this.n8n.wait('everything to settle', () => this.store.settled(this.clock.now()), {
      everyMs: 30,
      timeoutMs: SETTLE_MS,
    });
  }

  /** Moves business time and waits until everything that fell due has been dealt with. */
  async advance(ms: number): Promise<void> {
    await this.clock.advanceBy(ms, () => Promise.resolve(this.store.settled(this.clock.now())), {
      timeoutMs: SETTLE_MS,
    });
  }

  /** Ended executions of a workflow, oldest first, once there are `count`. */
  async executions(id: string, count: number): Promise<ExecutionView[]> {
    const ended = await this.n8n.waitForExecutions(id, count, { everyMs: 50 });
    return await Promise.all(ended.reverse().map((summary) => this.n8n.getExecution(summary.id)));
  }
}

/** Replaces a published workflow, as the editor does, and waits until n8n runs the new version. */
export async function republish(n8n: N8n, id: string, made: WorkflowJson): Promise<void> {
  const { nodes } = await n8n.getWorkflow(id);
  // n8n gives every node it finds without one a new webhook id, and takes that for a change of the trigger.
  const known = new Map(nodes.map((one) => [one['id'], one['webhookId']]));
  const kept = made.nodes.map((one) => {
    const webhookId = known.get(one['id']);
    return webhookId === undefined ? one : { ...one, webhookId };
  });
  await n8n.updateWorkflow(id, { ...made, nodes: kept });
  await n8n.publishAndWait(id);
}

export const DAY = 86_400_000;

/** A journey that starts with the event `<key>.start`, one person an execution unless told otherwise. */
export function journey(
  key: string,
  nodes: readonly CanvasNode[],
  connections: readonly Connection[],
  trigger: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
): WorkflowJson {
  const entry = node(
    'Entered',
    'userEventTrigger',
    { path: key, events: `${key}.start`, ...trigger },
    settings,
  );
  return workflow(key, [entry, ...nodes], connections);
}

/** A Wait For Event of at most a day; each branch is an event name or fields of it. */
export function wait(
  name: string,
  branches: readonly (string | Record<string, unknown>)[],
  parameters: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
): CanvasNode {
  const values = branches.map((branch) => (typeof branch === 'string' ? { event: branch } : branch));
  return node(
    name,
    'waitForEvent',
    { branches: { values }, limitAmount: 1, limitUnit: 'days', ...parameters },
    settings,
  );
}

/** n8n's No Operation: passes items on unchanged. */
export function noOp(name: string, settings: Record<string, unknown> = {}): CanvasNode {
  return node(name, 'n8n-nodes-base.noOp', {}, settings);
}

/** The value of a filter field: one text equals another; the left one may be an expression or a path. */
export function equals(leftValue: string, rightValue: string): object {
  return {
    options: { version: 2, caseSensitive: true, typeValidation: 'loose', leftValue: '' },
    combinator: 'and',
    conditions: [{ id: 'only', leftValue, rightValue, operator: { type: 'string', operation: 'equals' } }],
  };
}

/** n8n's If: the first output when the expression body gives this text, else the second. */
export function when(name: string, expression: string, text: string): CanvasNode {
  const conditions = equals(`={{ ${expression} }}`, text);
  return node(name, 'n8n-nodes-base.if', { conditions }, { typeVersion: 2.2 });
}

/** `count` people of a test: `<key>-1`, `<key>-2`, ... */
export function people(key: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${key}-${index + 1}`);
}

/** The same event for several people. */
export function each(users: readonly string[], event: string, properties = {}): SentEvent[] {
  return users.map((userId) => ({ userId, event, properties }));
}
