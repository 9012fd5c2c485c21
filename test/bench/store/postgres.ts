import { newId } from '../../../journey/host/ids';
import { nextTurn } from '../../../journey/host/timers';
import { decide } from '../../../journey/passes/decide';
import type { JourneyStore } from '../../../journey/ports/store';
import { openStore } from '../../../journey/store';
import { postgresEngine } from '../../../journey/store/postgres/engine';
import { createDatabase } from '../../host/services';
import { inTurns, median, ROUNDS, short, type Family } from '../rows';
import { eventOf } from './events';
import { addWaits, AWAITED, PARKED_AT, userAt } from './waits';

const ALONE = 64;
const TOGETHER = 640;
const BATCH = 64;

/** Events a second on PostgreSQL, appended and routed, each ending a wait: 64 to a batch against one by one. */
export const postgres: Family = {
  names: ['postgres'],
  async measure() {
    const database = await createDatabase('journeys_bench');
    try {
      const engine = postgresEngine(database.url);
      const store = await openStore(engine, { newId, nextTurn });
      await addWaits(engine, (ALONE + TOGETHER) * ROUNDS, PARKED_AT + 86_400_000);
      let next = 0;
      const users = (count: number): string[] => Array.from({ length: count }, () => userAt(next++));
      const figures = await inTurns({
        alone: () => rate(store, users(ALONE), 1),
        together: () => rate(store, users(TOGETHER), BATCH),
      });
      await store.close();
      const [alone, together] = [median(figures.alone), median(figures.together)];
      return [
        {
          name: 'postgres',
          ratio: together / alone,
          goal: 6,
          better: 'higher',
          detail: `${short(together)} events/s appended and routed to a wait each at ${BATCH} a batch, ${short(alone)} one by one; one connection at a time`,
        },
      ];
    } finally {
      await database.drop();
    }
  },
};

async function rate(store: JourneyStore, users: readonly string[], batch: number): Promise<number> {
  const start = performance.now();
  let resolved = 0;
  for (let from = 0; from < users.length; from += batch) {
    const events = users.slice(from, from + batch).map((user) => eventOf(user, AWAITED, newId()));
    await store.append(events);
    resolved += (await store.route(batch, decide, PARKED_AT + 1000)).resolved;
  }
  if (resolved !== users.length) throw new Error(`${resolved} of ${users.length} events ended a wait`);
  return (users.length * 1000) / (performance.now() - start);
}
