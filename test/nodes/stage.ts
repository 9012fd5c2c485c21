/** One published journey at a time, events that happen to its people, and business time that the test moves. */
import type { IDataObject } from 'n8n-workflow';
import type { Clock } from '../../journey/ports/clock';
import { node, workflow, type CanvasNode, type Connection } from '../support/workflow';
import { Canvas, items, openStore, settled, tidyUp, type Execution } from './harness';

export const DAY = 86_400_000;

let time = Date.UTC(2026, 0, 5, 12);
const clock: Clock = { now: () => time, wakeAt: () => ({ cancel: () => {} }) };
(globalThis as { [key: symbol]: unknown })[Symbol.for('@journey-canvas/clock')] = clock;

/** What the clock shows. */
export const now = (): number => time;

let journeys = 0;
let open: Canvas | undefined;

/** The published journey. */
export function canvas(): Canvas {
  if (!open) throw new Error('No journey is published');
  return open;
}

/** Publishes a journey behind a trigger `T` that begins with an event of its own, and returns that event's name. */
export async function publish(
  nodes: readonly CanvasNode[],
  connections: readonly Connection[],
  trigger: IDataObject = {},
): Promise<string> {
  const start = `start.${++journeys}`;
  const first = node('T', 'userEventTrigger', { events: start, path: start, ...trigger });
  open = await Canvas.of(workflow(`journey-${journeys}`, [first, ...nodes], connections));
  await open.publish();
  return start;
}

/** Something that users do all at once; it is over when all its consequences are. */
export async function happens(
  event: string,
  users: readonly string[],
  properties: IDataObject = {},
): Promise<void> {
  await allAtOnce(
    users.map((userId) => [userId, event]),
    properties,
  );
}

/** Different things that different users do at the same moment. */
export async function allAtOnce(
  events: readonly (readonly [userId: string, event: string])[],
  properties: IDataObject = {},
): Promise<void> {
  const common = { eventId: null, timestamp: time, receivedAt: time, source: 'default', properties };
  await (await openStore()).append(events.map(([userId, event]) => ({ ...common, userId, event })));
  await settled();
}

/** Business time goes on; nobody waits for what falls due. */
export function move(ms: number): void {
  time += ms;
}

/** Whatever has been called from outside has had its consequences. */
export const settledNow = (): Promise<void> => settled();

/** Business time goes on, and whatever falls due happens. */
export async function passes(ms: number): Promise<void> {
  move(ms);
  await settled();
}

/** Executions of the published journey, in the order in which they ended. */
export const ended = (): readonly Execution[] => open?.executions ?? [];

/** All items that left an output of a node, over all executions. */
export const arrived = (name: string, output = 0): IDataObject[] =>
  ended().flatMap(({ run }) => items(run, name, output));

/** Whose items left an output of a node, sorted. */
export const users = (name: string, output = 0): unknown[] =>
  arrived(name, output)
    .map(({ userId }) => userId)
    .sort();

/** What went wrong, in any execution. */
export const errors = (): string[] => ended().flatMap(({ run }) => run.data.resultData.error?.message ?? []);

/** Registers what every file of such tests needs around its tests. */
export function stage(): void {
  beforeEach(() => void (time += DAY));
  afterEach(async () => {
    jest.restoreAllMocks();
    await open?.close();
    open = undefined;
  });
  afterAll(tidyUp);
}
