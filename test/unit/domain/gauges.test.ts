import { GAUGES } from '../../../journey/domain/gauges';
import type { Figures } from '../../../journey/domain/health';

const NOW = 1_000_000;

const figures: Figures = {
  unrouted: 3,
  oldestUnroutedAt: NOW - 1500,
  deliveries: { ready: 6, dead: 1 },
  ready: [
    { workflowId: 'a', nodeId: 'x', maxPerMinute: null, count: 4, oldestAt: NOW - 2000 },
    { workflowId: 'b', nodeId: 'y', maxPerMinute: 2, count: 2, oldestAt: NOW + 5000 },
  ],
  waitsDue: 0,
  oldestDueAt: null,
  callsUnknown: 2,
  eventsDead: 5,
  poolsEmpty: 1,
};

/** Each sample as the line that monitoring reads. */
const lines = GAUGES.flatMap(({ name, samples }) =>
  samples(figures, NOW).map(({ labels, value }) =>
    `${name} ${Object.values(labels).join(' ')} ${value}`.replace('  ', ' '),
  ),
);

describe('the gauges of the journeys', () => {
  test('tell backlogs, how old they are, and what needs attention', () => {
    expect(lines).toEqual([
      'journeys_events_unrouted 3',
      'journeys_router_lag_seconds 1.5',
      'journeys_events_dead 5',
      'journeys_coupon_pools_empty 1',
      'journeys_waits_due 0',
      'journeys_deadline_lag_seconds 0',
      'journeys_calls_unknown 2',
      'journeys_deliveries ready 6',
      'journeys_deliveries emitted 0',
      'journeys_deliveries running 0',
      'journeys_deliveries held 0',
      'journeys_deliveries in_native_wait 0',
      'journeys_deliveries error 0',
      'journeys_deliveries dead 1',
      'journeys_backlog a x 4',
      'journeys_backlog b y 2',
      'journeys_dispatch_lag_seconds a x 2',
      'journeys_dispatch_lag_seconds b y 0',
    ]);
  });

  test('have names and labels that Prometheus takes, each once', () => {
    for (const { name, labelNames, help } of GAUGES) {
      expect([name, ...labelNames].join()).toMatch(/^[a-z][a-z_,]*$/);
      expect(name).not.toMatch(/_total$/);
      expect(help).toMatch(/\.$/);
    }
    expect(new Set(GAUGES.map(({ name }) => name)).size).toBe(GAUGES.length);
  });
});
