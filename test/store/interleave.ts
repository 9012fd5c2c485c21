/** Two processes on one PostgreSQL store whose steps are put in an order by force: nothing here depends on luck. */
import { setTimeout } from 'node:timers/promises';
import { sql, type KyselyPlugin, type OperationNode, type RawNode, type UpdateQueryNode } from 'kysely';
import { Client } from 'pg';
import type { JourneyStore } from '../../journey/ports/store';
import type { Engine } from '../../journey/store/engine';
import { postgresEngine } from '../../journey/store/postgres/engine';
import { POSTGRES_URL, postgresSchema } from './engines';
import { storeOn } from './kit';

/** A process: an engine with one connection, whose number in the database is known. */
export interface Side {
  readonly engine: Engine;
  readonly store: JourneyStore;
  readonly pid: number;
}

/** Two processes on one store. */
export interface Pair {
  readonly a: Side;
  readonly b: Side;
  readonly sides: readonly [Side, Side];
  readonly close: () => Promise<void>;
}

async function openSide(schema: string): Promise<Side> {
  const engine = postgresEngine(POSTGRES_URL, { schema, maxConnections: 1 });
  const store = await storeOn(engine);
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(engine.db);
  return { engine, store, pid: rows[0]?.pid ?? 0 };
}

export async function openPair(): Promise<Pair> {
  const { schema, drop } = await postgresSchema();
  const a = await openSide(schema);
  const b = await openSide(schema);
  const close = async () => {
    await Promise.all([a.store.close(), b.store.close()]);
    await drop();
  };
  return { a, b, sides: [a, b], close };
}

interface Gate {
  readonly reached: Promise<void>;
  readonly pass: () => Promise<void>;
  readonly open: () => void;
}

function signal(): [promise: Promise<void>, resolve: () => void] {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

function newGate(): Gate {
  const [reached, reach] = signal();
  const [opened, open] = signal();
  const pass = () => {
    reach();
    return opened;
  };
  return { reached, pass, open };
}

/** Stops the engine's nth write transaction after its last statement, with all its locks, until the gate opens. */
export function holdCommit(engine: Engine, nth = 1): Gate {
  const gate = newGate();
  const write = engine.write.bind(engine);
  let count = 0;
  engine.write = (work) =>
    write(async (tx) => {
      const result = await work(tx);
      count += 1;
      if (count === nth) await gate.pass();
      return result;
    });
  return gate;
}

type Backend = Pick<Side, 'engine' | 'pid'>;

/** True once `second` waits for a lock of `first`, false when its work ends without waiting. */
async function waitsFor(second: Backend, first: Backend, work: Promise<unknown>): Promise<boolean> {
  const watcher = new Client({ connectionString: POSTGRES_URL });
  await watcher.connect();
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  let waits = false;
  while (!ended && !waits) {
    const { rows } = await watcher.query('select $1 = any(pg_blocking_pids($2)) as waits', [
      first.pid,
      second.pid,
    ]);
    waits = (rows[0] as { waits: boolean }).waits;
    if (!waits) await setTimeout(1);
  }
  await watcher.end();
  return waits;
}

/**
 * Runs `first` on side a up to its nth commit, then `second` on side b until it waits for a or ends, then lets a
 * commit. `waited` says whether b had to wait.
 */
export async function interleave<S extends Backend, A, B>(
  [a, b]: readonly [S, S],
  first: (side: S) => Promise<A>,
  second: (side: S) => Promise<B>,
  nth = 1,
): Promise<{ waited: boolean; first: PromiseSettledResult<A>; second: PromiseSettledResult<B> }> {
  const gate = holdCommit(a.engine, nth);
  const one = first(a);
  await Promise.race([
    gate.reached,
    one.then(() => Promise.reject(new Error('The first side never reached its commit'))),
  ]);
  const two = second(b);
  const waited = await waitsFor(b, a, two);
  gate.open();
  const [outcomeA, outcomeB] = await Promise.allSettled([one, two]);
  return { waited, first: outcomeA, second: outcomeB };
}

/** CONTROL: takes the locks of users out. */
export function withoutUserLocks({ a, b }: Pair): void {
  for (const { engine } of [a, b]) engine.lockUsers = async () => {};
}

/** CONTROL: edits the statements of an engine's write transactions before they run. */
function rewriting(engine: Engine, rewrite: (node: OperationNode) => OperationNode): void {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => rewrite(node) as typeof node,
    transformResult: async ({ result }) => result,
  };
  const write = engine.write.bind(engine);
  engine.write = (work) => write((tx) => work(tx.withPlugin(plugin) as typeof tx));
}

/** CONTROL: puts another text into the statements written as plain SQL, or takes a piece out. */
export function withoutText(engine: Engine, text: string, instead = ' '): void {
  rewriting(engine, (node) => {
    if (node.kind !== 'RawNode') return node;
    const raw = node as RawNode;
    return { ...raw, sqlFragments: raw.sqlFragments.map((part) => part.replace(text, instead)) } as RawNode;
  });
}

/** CONTROL: takes the locks of coupon plans out. */
export function withoutPlanLocks({ a, b }: Pair): void {
  for (const { engine } of [a, b]) {
    withoutText(
      engine,
      'update journey_coupon_plan set issued = issued',
      'select id from journey_coupon_plan',
    );
    withoutText(engine, ' returning id');
  }
}

/** CONTROL: the cursor moves whatever it was: of `name = ? and seq = ?` only the first half stays. */
export function withoutCompareAndSet(engine: Engine): void {
  rewriting(engine, (node) => {
    const update = node as UpdateQueryNode;
    const where = update.where?.where as { kind: string; left: OperationNode } | undefined;
    if (node.kind !== 'UpdateQueryNode' || where?.kind !== 'AndNode') return node;
    if (!JSON.stringify(update.table).includes('journey_cursor')) return node;
    return { ...update, where: { ...update.where, where: where.left } } as UpdateQueryNode;
  });
}
