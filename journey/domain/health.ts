/** What is under way in a store, read without looking at anybody who merely waits. Instants are business time. */
export interface Figures {
  /** Positions of the log after the router's; numbers that were never used count too. */
  readonly unrouted: number;
  readonly oldestUnroutedAt: number | null;
  /** Deliveries that are not settled, by state. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** Deliveries that wait for an execution, by node. */
  readonly ready: readonly ReadyFigures[];
  /** Open waits whose deadline and grace have passed. */
  readonly waitsDue: number;
  readonly oldestDueAt: number | null;
  /** Calls to services of which nobody knows how they ended. */
  readonly callsUnknown: number;
  /** Events that could not be routed and were put aside. */
  readonly eventsDead: number;
  /** Coupon plans whose pool had no code for somebody, and has got none since. */
  readonly poolsEmpty: number;
}

/** Deliveries of one node that wait for an execution. `oldestAt` is in the future while all of them are put off. */
export interface ReadyFigures {
  readonly workflowId: string;
  readonly nodeId: string;
  /** The pace at which the journey was told to start people; null = as soon as may be. */
  readonly maxPerMinute: number | null;
  readonly count: number;
  readonly oldestAt: number;
}

/** What the doctor can find. */
export type FindingKind =
  | 'storage_damaged'
  | 'clock_off'
  | 'wait_orphaned'
  | 'wait_without_data'
  | 'rows_left'
  | 'delivery_orphaned'
  | 'delivery_without_data'
  | 'person_stuck'
  | 'coupon_code_free'
  | 'coupon_count'
  | 'coupon_pool_empty'
  | 'held'
  | 'dead'
  | 'failed'
  | 'call_unknown'
  | 'event_dead'
  | 'alias_refused'
  | 'nobody_works'
  | 'router_behind'
  | 'deadlines_behind'
  | 'dispatch_behind'
  | 'throttled';

/** One thing the doctor found, for one node and one reason. */
export interface Finding {
  readonly kind: FindingKind;
  /** Whether somebody has to do something; the rest is good to know. */
  readonly needsAttention: boolean;
  readonly count: number;
  readonly workflowId: string | null;
  readonly nodeId: string | null;
  /** Why, in the store's own words. */
  readonly reason: string | null;
  /** Since when, in business time; null where time says nothing. */
  readonly oldestAt: number | null;
  /** Some of what was found, oldest first, by the ids that can be resolved. */
  readonly examples: readonly string[];
}

/** What may be left undone for how long before somebody should look. */
const PATIENCE_MS = 5 * 60_000;
/** A process says that it is alive every few seconds. */
const SILENCE_MS = 60_000;

/**
 * Whether work is left lying: events that are not routed, deadlines that are not committed, people who are not started.
 * Where no n8n has been heard of lately, that alone is the finding, whatever is left lying.
 */
export function backlogFindings(figures: Figures, now: number, silentMs: number | null): Finding[] {
  const { ready, unrouted, waitsDue } = figures;
  const count = ready.reduce((sum, one) => sum + one.count, 0);
  if ((silentMs === null || silentMs > SILENCE_MS) && unrouted + waitsDue + count > 0) {
    const since = [figures.oldestUnroutedAt, figures.oldestDueAt, ...ready.map((one) => one.oldestAt)];
    return [finding('nobody_works', unrouted + waitsDue + count, oldest(since))];
  }
  return [
    finding('router_behind', unrouted, figures.oldestUnroutedAt),
    finding('deadlines_behind', waitsDue, figures.oldestDueAt),
    ...ready.map(({ count, oldestAt, workflowId, nodeId, maxPerMinute }) =>
      maxPerMinute === null
        ? { ...finding('dispatch_behind', count, oldestAt), workflowId, nodeId }
        : {
            ...finding('throttled', count, oldestAt),
            workflowId,
            nodeId,
            needsAttention: false,
            reason: `at most ${maxPerMinute} people a minute`,
          },
    ),
  ].filter(
    // Whoever waits their turn does so by somebody's wish: that is told at once, and never an alarm.
    ({ oldestAt, needsAttention }) => oldestAt !== null && (!needsAttention || now - oldestAt > PATIENCE_MS),
  );
}

/** A finding of which no more is known than how many and since when. */
export function finding(kind: FindingKind, count: number, oldestAt: number | null): Finding {
  return {
    kind,
    needsAttention: true,
    count,
    workflowId: null,
    nodeId: null,
    reason: null,
    oldestAt,
    examples: [],
  };
}

function oldest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
}
