import type { JourneyStore } from '../ports/store';

const BATCH = 500;

/** Ends all waits whose deadline has passed, a page at a time; `breathe` lets other work in between pages. */
export async function resolveAllDue(
  store: JourneyStore,
  now: () => number,
  breathe: () => Promise<void>,
): Promise<number> {
  let ended = 0;
  for (;;) {
    const report = await store.resolveDue(now(), BATCH);
    ended += report.timedOut + report.matched;
    if (!report.more) return ended;
    await breathe();
  }
}
