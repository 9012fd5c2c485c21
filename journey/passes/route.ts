import type { JourneyStore } from '../ports/store';
import { decide } from './decide';

/** How many events or waits make a page. */
export const BATCH = 500;
const MAX_FAILURES = 3;

/** How many pages one pass takes at most, so that whatever comes after it has its turn. */
export const PAGES = 20;

/** What routing remembers of a failure from one call to the next. */
export interface RouteState {
  /** How often in a row the event after the cursor has failed alone. */
  failures: number;
  /** How many events of a batch that failed are still to be routed one by one. */
  alone: number;
}

/**
 * Routes the log in batches, up to its head or as many as a pass may take; returns how many. The events of a batch that fails are routed one by one; one that fails three
 * times alone, while the store answers otherwise, is put aside as dead, so that it cannot stop everybody behind it.
 * @throws what the store throws, while the event that fails is still being tried.
 */
export async function routeAll(store: JourneyStore, state: RouteState, now: () => number): Promise<number> {
  let events = 0;
  for (let whole = 0; whole < PAGES;) {
    try {
      const report = await store.route(state.alone > 0 ? 1 : BATCH, decide, now());
      // Also where there is nothing to route: whatever failed before went through, though nobody heard of it.
      state.failures = 0;
      if (report.events === 0) return events;
      if (state.alone === 0) whole += 1;
      if (report.moved) events += report.events;
      state.alone = Math.max(0, state.alone - report.events);
    } catch (error) {
      // A store that is down fails here too, which says nothing about the event.
      await store.nextDeadline();
      if (state.alone === 0) {
        state.alone = BATCH;
        continue;
      }
      state.failures += 1;
      if (state.failures < MAX_FAILURES) throw error;
      await store.buryNext(error instanceof Error ? error.message : String(error), now());
      Object.assign(state, { failures: 0, alone: 0 });
    }
  }
  return events;
}
