import { PAGES } from './route';
import type { JourneyStore } from '../ports/store';

const BATCH = 500;

/** Ends waits whose deadline has passed, a page at a time and as many as a pass may take; returns how many ended.
 * `breathe` lets other work in between pages. */
export async function resolveAllDue(
  store: JourneyStore,
  now: () => number,
  breathe: () => Promise<void>,
): Promise<number> {
  let ended = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const report = await store.resolveDue(now(), BATCH);
    ended += report.timedOut + report.matched;
    if (!report.more) return ended;
    await breathe();
  }
  return ended;
}
