/** The embedded store with a scheduler at every point where it awaits: between all statements and turns. */
import type { KyselyPlugin } from 'kysely';
import type { JourneyStore } from '../../journey/ports/store';
import type { Engine, Tx } from '../../journey/store/engine';
import { openStore } from '../../journey/store/index';
import { sqliteEngine } from '../../journey/store/sqlite/engine';
import type { fc } from '../support/random';
import { newId } from './kit';

/** One store whose operations go on when the scheduler of the present run says so; without one, at once. */
export interface Stepping {
  readonly engine: Engine;
  readonly store: JourneyStore;
  /** The same, for the other side of a race; in the CONTROL it does all in one go, so that orders that go wrong are not rare. */
  readonly other: JourneyStore;
  /** Runs operations under a scheduler until all of them have ended. */
  readonly race: <T>(scheduler: fc.Scheduler, ...work: (() => Promise<T>)[]) => Promise<T[]>;
}

/**
 * Opens an empty store. `transactions: false` is the CONTROL: every statement of `store` stands alone, as it would if the
 * write lock were taken out.
 */
export async function openStepping({ transactions = true } = {}): Promise<Stepping> {
  let scheduler: fc.Scheduler | null = null;
  const step = async (name: string): Promise<void> => scheduler?.schedule(Promise.resolve(), name);
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await step('statement');
      return result;
    },
  };
  const plain = sqliteEngine(':memory:');
  const db = plain.db.withPlugin(plugin);
  const write: Engine['write'] = async (work) => {
    await step('begin');
    const result = await (transactions
      ? plain.write((tx) => work(tx.withPlugin(plugin) as Tx))
      : work(db as unknown as Tx));
    await step('committed');
    return result;
  };
  const engine: Engine = { ...plain, db, write };
  const store = await openStore(engine, { newId, nextTurn: () => step('turn') });
  const other = transactions ? store : await openStore(plain, { newId, nextTurn: () => Promise.resolve() });
  const race: Stepping['race'] = async (given, ...work) => {
    scheduler = given;
    try {
      return await given.waitFor(
        Promise.all(work.map((start) => given.schedule(Promise.resolve(), 'start').then(start))),
      );
    } finally {
      scheduler = null;
    }
  };
  return { engine, store, other, race };
}
