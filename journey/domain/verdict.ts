import { allMatches } from './all-of';
import {
  branchesFor,
  firstMatch,
  inWindow,
  type BranchMatch,
  type WaitBranch,
  type WaitWindow,
} from './matching';
import { byEventTime, type LoggedEvent } from './user-event';
import { alignTo, type TimeWindow } from './window';

/** The branch id of the output people leave by once every branch of their wait has happened. */
export const ALL_HAPPENED = 'all_happened';

/** Events that count the deadline of a wait again; they never end it. */
export interface Restart {
  readonly on: readonly WaitBranch[];
  /** How long after such an event the deadline is, in milliseconds of business time. */
  readonly ms: number;
  /** Where the deadline is moved to, as the first one was; null = as it is. */
  readonly window: TimeWindow | null;
  readonly graceMs: number;
}

/** What one person waits for, and which events may still count. */
export interface WaitTerms extends WaitWindow {
  readonly branches: readonly WaitBranch[];
  /** Whether every branch must happen; absent = the first decides. */
  readonly allOf?: boolean;
  /** Absent or null = the deadline stays where it is. */
  readonly restart?: Restart | null;
}

/** Where a wait stands, as far as the events known tell. */
export interface Verdict {
  /** What ends the wait: of all branches, the event that came last. Null = it waits on. */
  readonly ended: BranchMatch | null;
  /** The event of each branch that has happened, in their order; null where the first decides. */
  readonly happened: readonly BranchMatch[] | null;
  /** The deadline in force; when the wait has ended, the one in force then. Never before the one given. */
  readonly deadlineAt: number | null;
  /** When the last event happened that counted the deadline again; null when none did. */
  readonly restartedAt: number | null;
}

/**
 * Judges a wait by the events of its user. The answer depends on what happened and not on the order in which it
 * arrived, and an event given twice counts once: whoever judges again with more events never takes back a match or an hour.
 */
export function judge(terms: WaitTerms, events: readonly LoggedEvent[]): Verdict {
  const known = [...new Map(events.map((event) => [event.seq, event])).values()].sort(byEventTime);
  const clock = restarted(terms, known);
  const window = { ...terms, deadlineAt: clock.deadlineAt };
  if (!terms.allOf) return endedBy(terms, known, firstMatch(terms.branches, known, window), null, clock);
  const happened = allMatches(terms.branches, known, window);
  const complete = happened.length > 0 && happened.length === terms.branches.length;
  const last = [...happened].sort((a, b) => byEventTime(a.event, b.event)).at(-1);
  const ended = complete && last ? { branchId: ALL_HAPPENED, event: last.event } : null;
  return endedBy(terms, known, ended, happened, clock);
}

type Clock = Pick<Verdict, 'deadlineAt' | 'restartedAt'>;

function endedBy(
  terms: WaitTerms,
  known: readonly LoggedEvent[],
  ended: BranchMatch | null,
  happened: Verdict['happened'],
  clock: Clock,
): Verdict {
  // What happened after the end no longer counted anything again.
  const until =
    ended &&
    restarted(
      terms,
      known.filter((event) => event.at <= ended.event.at),
    );
  return { ended, happened, ...(until ?? clock) };
}

/** The deadline after all events that count it again: each only if it happened while there was still time. */
function restarted(terms: WaitTerms, sorted: readonly LoggedEvent[]): Clock {
  let { deadlineAt } = terms;
  let restartedAt: number | null = null;
  const { restart } = terms;
  if (!restart || deadlineAt === null) return { deadlineAt, restartedAt };
  for (const event of sorted) {
    if (!inWindow(event, { ...terms, deadlineAt }) || branchesFor(restart.on, event).length === 0) continue;
    const meant = event.at + restart.ms;
    const again = restart.window === null ? meant : alignTo(restart.window, meant);
    restartedAt = event.at;
    if (again !== null && again > deadlineAt) deadlineAt = again;
  }
  return { deadlineAt, restartedAt };
}
