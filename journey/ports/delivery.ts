import type { BranchMatch } from '../domain/matching';
import type { LoggedEvent } from '../domain/user-event';

/** A node of a workflow: where people enter or wait. */
export interface NodeRef {
  readonly workflowId: string;
  readonly nodeId: string;
}

/** A node as the key of a map. */
export function nodeKey({ workflowId, nodeId }: NodeRef): string {
  return `${workflowId}/${nodeId}`;
}

/** A delivery as the dispatcher emits it: the ids a continuation has to claim. */
export interface DeliveryRef {
  readonly id: string;
  readonly attempt: number;
}

/** Whether somebody's execution may still act for them: it may not once they have left, or once another attempt runs. */
export type Standing = 'current' | 'exited' | 'stale_attempt';

/** Earlier nodes' items of one person, from the trigger to the node before the wait. */
export type Lineage = readonly LineageStep[];

/** One earlier node on a person's way: which output the item left by, and the item. */
export interface LineageStep {
  readonly nodeId: string;
  /** The node's name when the person passed it; used only while no node has the id any more. */
  readonly name: string;
  readonly output: number;
  readonly json: Record<string, unknown>;
}

/** What is kept of a person at a wait. */
export interface Carried {
  readonly json: Record<string, unknown>;
  readonly lineage: Lineage;
  /** True when items were left out because of the size cap. */
  readonly trimmed: boolean;
  /** What the node where they wait remembers of its own work; nobody else reads it. JSON; absent = nothing. */
  readonly memo?: unknown;
}

/** How a wait ended, as the continuation needs it. */
export interface WaitResult {
  readonly branchId: string | null;
  readonly event: LoggedEvent | null;
  /** Of a wait for all its branches, the event of each that has happened; null where the first decides. */
  readonly happened: readonly BranchMatch[] | null;
  readonly startedAt: number;
  readonly deadlineAt: number | null;
}

/** Somebody whose delivery this execution has won. */
export interface ClaimedPerson {
  readonly deliveryId: string;
  readonly attempt: number;
  readonly enrollmentId: string;
  readonly userId: string;
  readonly instanceKey: string;
  readonly enteredAt: number;
  /** Held out: waits and branches run, side effects are suppressed and recorded as `would_have`. */
  readonly holdout: boolean;
  /** The event that started the journey. */
  readonly entryEvent: LoggedEvent;
  /** Which node an admin has moved them to, and from which; null = they were not moved. */
  readonly move: { readonly from: string; readonly to: string } | null;
  /** For continuations: what was kept at the wait, and how it ended. */
  readonly wait: { readonly carried: Carried; readonly result: WaitResult } | null;
}

/** A person in a running execution. */
export interface PersonRef {
  readonly deliveryId: string;
  readonly attempt: number;
  readonly enrollmentId: string;
  readonly userId: string;
  /** Held out of the journey: side effects are suppressed. Absent = no. */
  readonly holdout?: boolean;
}

/** How an execution ended. */
export type ExecutionOutcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'error'; readonly message: string }
  /** Our own store failed: worth another try by itself. */
  | { readonly kind: 'store_error'; readonly message: string }
  | { readonly kind: 'stopped' }
  /** Cut off by n8n itself, by its time-out or its shutdown: tried again a few times, like a crash. */
  | { readonly kind: 'interrupted'; readonly message: string };

/** What became of people whose process died. */
export interface RecoveryReport {
  readonly again: number;
  readonly dead: number;
}

/** For how long people stay who have nowhere to go on, in milliseconds of business time. */
export interface StrandedLimits {
  /** Since the published workflow was found without their node or their way out of it. */
  readonly missingMs: number;
  /** Since the journey was last published. */
  readonly unpublishedMs: number;
}

/** Limits of recovery, in milliseconds on the store's clock. */
export interface RecoveryLimits {
  readonly leaseMs: number;
  readonly startTimeoutMs: number;
  /** Whether any other boot id is known to be dead: where one process owns the journeys of an n8n instance. */
  readonly othersAreDead: boolean;
}
