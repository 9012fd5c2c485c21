import type { NodeRef, PersonRef } from './delivery';

/** Something to be counted for one person at one step. */
export interface MetricRequest extends NodeRef {
  readonly person: PersonRef;
  /** The key of the step: a replay counts once. */
  readonly key: string;
  readonly version: string;
  readonly kind: 'conversion' | 'custom';
  readonly name: string;
  /** Of a conversion in minor units of the currency; of a custom metric any number. */
  readonly value: number;
  /** Null for custom metrics. */
  readonly currency: string | null;
  /** Counted once per journey; null = every step counts. */
  readonly orderId: string | null;
  readonly at: number;
}

/** What became of a metric; `duplicate_order`: the journey has counted the order at another step. */
export type MetricOutcome = 'recorded' | 'duplicate_order' | 'exited' | 'stale_attempt';

/** What a report is about. The range is in milliseconds, from inclusive, to exclusive; null = open. */
export interface ReportQuery {
  readonly workflowId: string;
  /** By entry: all about people who entered in the range. By event: what happened in the range, in whole hours. */
  readonly range: 'entry' | 'event';
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * One step of one version of a journey; or with version null what no execution took part in: entries that were refused, by
 * their reason, at the trigger, and late matches at their wait, counted by the whole hours in which they happened.
 */
export interface ReportRow {
  readonly version: string | null;
  readonly nodeId: string;
  /** When the first of these people came here; without a version the beginning of the first hour. */
  readonly firstAt: number;
  /** Passages (enrollments) that came here, each once. */
  readonly entered: number;
  /** How often each outcome happened. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly waitingNow: number;
  /** Conversions of the passages that came here, whichever step recorded them. */
  readonly conversions: number;
  /** How many of these passages converted at least once. */
  readonly converted: number;
  /** How those of these passages ended that are over, by the reason; the others are inside. By event: that ended in the range. */
  readonly left: Readonly<Record<string, number>>;
  /** How many of these passages reached the goal of the journey's trigger. */
  readonly goals: number;
  /** The same of those held out of the journey, for comparison. */
  readonly heldOut: { readonly entered: number; readonly converted: number; readonly goals: number };
  /** Sum of the conversions' values in minor units, by currency. */
  readonly value: Readonly<Record<string, number>>;
  /** Custom metrics of these passages, by name. */
  readonly metrics: Readonly<Record<string, { readonly count: number; readonly sum: number }>>;
}
