/** One of two real processes that race on a PostgreSQL store; the test bundles it and tells it what to do. */
import { setTimeout } from 'node:timers/promises';
import type { ClaimedPerson, DeliveryRef } from '../../../journey/ports/store';
import { postgresEngine } from '../../../journey/store/postgres/engine';
import { withoutText } from '../interleave';
import { BOOT, DAY, event, parking, route, storeOn, T0 } from '../kit';

/** What a process does from the instant `at` on; the numbers are milliseconds after it. */
export type Task =
  | { readonly kind: 'claim'; readonly refs: readonly DeliveryRef[] }
  | { readonly kind: 'park'; readonly people: readonly ClaimedPerson[]; readonly after: readonly number[] }
  | {
      readonly kind: 'send';
      readonly users: readonly string[];
      readonly after: readonly number[];
      readonly eventAt: number;
    }
  | { readonly kind: 'due'; readonly count: number };

/** A task, and when it begins. */
export interface Order {
  readonly task: Task;
  readonly at: number;
}

/** What a process says when it is ready, and after a task: whom it won, person by person. */
export type Report =
  { readonly ready: true } | { readonly won: readonly string[] } | { readonly error: string };

const {
  RACER_URL: url = '',
  RACER_SCHEMA: schema = '',
  RACER_CONTROL: control,
  RACER_NAME: name = '',
} = process.env;
const engine = postgresEngine(url, { schema, maxConnections: 4 });
const until = (at: number): Promise<void> => setTimeout(Math.max(0, at - Date.now()));

if (control !== undefined) {
  engine.lockUsers = async () => {};
  withoutText(engine, "and journey_delivery.state = 'emitted'");
  withoutText(engine, "and journey_wait.state = 'open'");
}

/** Both processes stand at the line until one instant. */
async function barrier(at: number): Promise<void> {
  await until(at - 5);
  while (Date.now() < at);
}

/** CONTROL: with their locks people who park do not mind how long the commit takes. */
function commitSlowly(): void {
  const write = engine.write.bind(engine);
  engine.write = (work) =>
    write(async (tx) => {
      const result = await work(tx);
      await until(Date.now() + 20);
      return result;
    });
}

async function perform(
  task: Task,
  at: number,
  store: Awaited<ReturnType<typeof storeOn>>,
): Promise<string[]> {
  switch (task.kind) {
    case 'claim': {
      const won: string[] = [];
      for (const ref of task.refs) {
        const people = await store.claim([ref], `${name}/${ref.id}`, BOOT);
        won.push(...people.map(({ userId }) => userId));
      }
      return won;
    }
    case 'park': {
      if (control !== undefined) commitSlowly();
      const one = async (person: ClaimedPerson, after = 0): Promise<string[]> => {
        await until(at + after);
        const [outcome] = await store.park([parking(person)]);
        return outcome?.kind === 'resolved' ? [person.userId] : [];
      };
      return (await Promise.all(task.people.map((person, place) => one(person, task.after[place])))).flat();
    }
    case 'send': {
      const one = async (user: string, after = 0): Promise<void> => {
        await until(at + after);
        await store.append([event(user, 'paid', { at: task.eventAt })]);
        await route(store);
      };
      await Promise.all(task.users.map((user, place) => one(user, task.after[place])));
      return [];
    }
    case 'due': {
      // One by one, so that the other side can come in between any two.
      for (let turn = 0; turn < task.count; turn += 1) await store.resolveDue(T0 + DAY, 1);
      return [];
    }
  }
}

const say = (report: Report): void => void process.send?.(report);

async function main(): Promise<void> {
  const store = await storeOn(engine);
  process.on('message', ({ task, at }: Order) => {
    barrier(at)
      .then(() => perform(task, at, store))
      .then(
        (won) => say({ won }),
        (error: unknown) => say({ error: String(error) }),
      );
  });
  process.on('disconnect', () => process.exit());
  say({ ready: true });
}

void main();
