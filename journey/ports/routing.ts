import type { EarlierEnrollment, EntryRefusal, EntryRule } from '../domain/entry';
import type { BranchMatch } from '../domain/matching';
import type { LoggedEvent } from '../domain/user-event';
import type { Verdict, WaitTerms } from '../domain/verdict';
import type { NodeRef } from './delivery';

/**
 * What became of an event at the door: in the log now, or there before, which both mean "safe, do not send again"; or refused
 * because the person was erased not long ago.
 */
export type AppendOutcome = 'accepted' | 'duplicate' | 'erased';

/** A journey's entry rule as the router reads it. Only events after `validFromSeq` in the log count. */
export interface StoredRule extends NodeRef {
  readonly rule: EntryRule;
  readonly validFromSeq: number;
}

/** A wait that an event might end, or might have ended. */
export interface CandidateWait extends NodeRef, WaitTerms {
  readonly id: string;
  readonly enrollmentId: string;
  readonly userId: string;
  readonly state: 'open' | 'timed_out';
  readonly pathHash: string;
  /** What has happened before and still matters: for waits that one event alone neither ends nor moves. */
  readonly earlier?: readonly LoggedEvent[];
}

/** All that one routing decision may read; taken under the locks of the users concerned. */
export interface RouteBatch {
  /** When the batch is routed, in business time. */
  readonly now: number;
  readonly events: readonly LoggedEvent[];
  /** Of what was routed before, what may end passages that begin in this batch, or reach their goal. Absent = nothing. */
  readonly known?: readonly LoggedEvent[];
  readonly rules: readonly StoredRule[];
  readonly waits: readonly CandidateWait[];
  /** Passages of these users, by `enrollmentsKey`. */
  readonly enrollments: ReadonlyMap<string, readonly EarlierEnrollment[]>;
}

/** A wait and the event that ends it; `happened` as in `WaitResult`. */
export interface Resolution extends BranchMatch {
  readonly wait: CandidateWait;
  readonly happened: readonly BranchMatch[] | null;
}

/** A wait whose deadline is counted again. */
export interface Restarted extends Pick<Verdict, 'restartedAt'> {
  readonly wait: CandidateWait;
  readonly deadlineAt: number;
}

/** Somebody enters a journey. */
export interface Entry {
  readonly rule: StoredRule;
  readonly event: LoggedEvent;
  readonly instanceKey: string;
  /** Walks the ghost path: waits and branches run, side effects do not. */
  readonly holdout: boolean;
  /** The event of the same batch that takes the person out again, or that reaches the goal. */
  readonly exitedBy: LoggedEvent | null;
  readonly goalBy: LoggedEvent | null;
}

/** Somebody was kept out of a journey, and why. */
export interface RefusedEntry extends Pick<Entry, 'rule' | 'event' | 'instanceKey'> {
  readonly reason: EntryRefusal;
}

/** What a batch of events leads to. */
export interface RouteDecision {
  /** Open waits whose deadline moves, also those that end in this batch. */
  readonly restarted: readonly Restarted[];
  readonly resolved: readonly Resolution[];
  readonly entered: readonly Entry[];
  readonly refused: readonly RefusedEntry[];
  /** Enrollments that an exit rule ends. */
  readonly exited: readonly string[];
  /** Enrollments whose goal is reached, with the event that reached it. */
  readonly goals: readonly {
    readonly enrollmentId: string;
    readonly rule: StoredRule;
    readonly event: LoggedEvent;
  }[];
  /** Where conditions could not be judged on an event, once for each: not met, and counted as `rule_error`. */
  readonly unjudged: readonly NodeRef[];
  /** Events that would have ended a wait whose time-out was committed before: counted, never rewound. */
  readonly late: readonly Resolution[];
}

/** What one routing pass did. `moved` false = another router was there first; nothing was written. */
export interface RouteReport {
  readonly events: number;
  readonly moved: boolean;
  readonly resolved: number;
  readonly entered: number;
}

/** The key of `RouteBatch.enrollments`. */
export function enrollmentsKey(workflowId: string, userId: string, instanceKey: string): string {
  return JSON.stringify([workflowId, userId, instanceKey]);
}

/** Whose passages a key of `RouteBatch.enrollments` stands for. */
export function readEnrollmentsKey(key: string): {
  readonly workflowId: string;
  readonly userId: string;
  readonly instanceKey: string;
} {
  const [workflowId, userId, instanceKey] = JSON.parse(key) as [string, string, string];
  return { workflowId, userId, instanceKey };
}
