import { branchesFor, inWindow, type BranchMatch, type WaitBranch, type WaitWindow } from './matching';
import type { LoggedEvent } from './user-event';

/**
 * One event for each branch that has happened, in the order of the branches; an event counts for one branch only. Events
 * are given to branches so that as many as possible have happened, at every moment: whether all have does not depend on the
 * order of the branches, and an event that arrives late never makes it fewer (augmenting paths, Kuhn 1955). `sorted` by
 * event time.
 */
export function allMatches(
  branches: readonly WaitBranch[],
  sorted: readonly LoggedEvent[],
  window: WaitWindow,
): BranchMatch[] {
  const taken = new Map<string, Candidate>();
  for (const event of sorted) {
    if (taken.size === branches.length) break;
    if (!inWindow(event, window)) continue;
    place({ event, fits: branchesFor(branches, event) }, taken, new Set());
  }
  return branches.flatMap(({ id }) => {
    const event = taken.get(id)?.event;
    return event ? [{ branchId: id, event }] : [];
  });
}

interface Candidate {
  readonly event: LoggedEvent;
  readonly fits: readonly string[];
}

/** Gives an event a branch, if need be one whose event can move to another. */
function place(candidate: Candidate, taken: Map<string, Candidate>, tried: Set<string>): boolean {
  for (const id of candidate.fits) {
    if (tried.has(id)) continue;
    tried.add(id);
    const holder = taken.get(id);
    if (holder && !place(holder, taken, tried)) continue;
    taken.set(id, candidate);
    return true;
  }
  return false;
}
