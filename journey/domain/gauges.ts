import type { Figures } from './health';

/** One figure of a gauge; without labels there is only one. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge as monitoring sees it, named by the conventions of Prometheus: base units, no `_total`, which is for counters. */
export interface GaugeKind {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly samples: (figures: Figures, now: number) => readonly Sample[];
}

/** Every state a delivery can be seen in, so that a graph of it has a line at 0 and an alarm something to compare. */
const STATES = ['ready', 'emitted', 'running', 'held', 'in_native_wait', 'error', 'dead'];

/** What the journeys of an n8n tell monitoring: backlogs, how old they are, and what needs attention. */
export const GAUGES: readonly GaugeKind[] = [
  gauge(
    'journeys_events_unrouted',
    'User events that are accepted and not routed yet.',
    (figures) => figures.unrouted,
  ),
  gauge(
    'journeys_router_lag_seconds',
    'Age of the oldest user event that is not routed yet.',
    (figures, now) => age(figures.oldestUnroutedAt, now),
  ),
  gauge(
    'journeys_events_dead',
    'User events that could not be routed and were put aside.',
    (figures) => figures.eventsDead,
  ),
  gauge(
    'journeys_coupon_pools_empty',
    'Coupon plans whose pool had no code for somebody, and has got none since.',
    (figures) => figures.poolsEmpty,
  ),
  gauge(
    'journeys_waits_due',
    'Waits whose deadline has passed and is not committed yet.',
    (figures) => figures.waitsDue,
  ),
  gauge('journeys_deadline_lag_seconds', 'How long the oldest deadline is overdue.', (figures, now) =>
    age(figures.oldestDueAt, now),
  ),
  gauge(
    'journeys_calls_unknown',
    'Calls to services of which nobody knows how they ended.',
    (figures) => figures.callsUnknown,
  ),
  {
    name: 'journeys_deliveries',
    help: 'People on their way into an execution or stopped there, by state; who waits for an event is in none.',
    labelNames: ['state'],
    samples: ({ deliveries }) =>
      STATES.map((state) => ({ labels: { state }, value: deliveries[state] ?? 0 })),
  },
  {
    name: 'journeys_backlog',
    help: 'People who are ready and wait for an execution or, throttled, for their turn, by node.',
    labelNames: ['workflow_id', 'node_id'],
    samples: ({ ready }) =>
      ready.map(({ workflowId, nodeId, count }) => ({
        labels: { workflow_id: workflowId, node_id: nodeId },
        value: count,
      })),
  },
  {
    name: 'journeys_dispatch_lag_seconds',
    help: 'How long the first of those people has been ready, by node.',
    labelNames: ['workflow_id', 'node_id'],
    samples: ({ ready }, now) =>
      ready.map(({ workflowId, nodeId, oldestAt }) => ({
        labels: { workflow_id: workflowId, node_id: nodeId },
        value: age(oldestAt, now),
      })),
  },
];

function gauge(name: string, help: string, value: (figures: Figures, now: number) => number): GaugeKind {
  return {
    name,
    help,
    labelNames: [],
    samples: (figures, now) => [{ labels: {}, value: value(figures, now) }],
  };
}

/** In seconds; 0 for nothing, and for what lies ahead. */
function age(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, now - at) / 1000;
}
