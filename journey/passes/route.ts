import type { JourneyStore } from '../ports/store';
import { decide } from './decide';

const BATCH = 500;
const MAX_FAILURES = 3;

/** How often in a row routing has failed at the same place. */
export interface RouteState {
  failures: number;
}

/**
 * Routes the log up to its head, in batches. After a failure the next batch is one event alone; an event that fails
 * three times is put aside as dead, so that it cannot stop everybody behind it.
 * @throws what the store throws, while the event that fails is still being tried.
 */
export async function routeAll(store: JourneyStore, state: RouteState, now: () => number): Promise<number> {
  let events = 0;
  for (;;) {
    try {
      const report = await store.route(state.failures > 0 ? 1 : BATCH, decide, now());
      if (report.events === 0) return events;
      if (report.moved) events += report.events;
      state.failures = 0;
    } catch (error) {
      state.failures += 1;
      if (state.failures <= MAX_FAILURES) throw error;
      await store.buryNext(error instanceof Error ? error.message : String(error), now());
      state.failures = 0;
    }
  }
}
