import { reportOf, resolvedText } from '../../../journey/cli/text';
import { backlogFindings, finding, type Figures } from '../../../journey/domain/health';
import type { Diagnosis } from '../../../journey/ports/doctor';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 5, 12);

const quiet: Figures = {
  unrouted: 0,
  oldestUnroutedAt: null,
  deliveries: {},
  ready: [],
  waitsDue: 0,
  oldestDueAt: null,
  callsUnknown: 0,
  eventsDead: 0,
  poolsEmpty: 0,
};

const healthy: Diagnosis = {
  store: 'the embedded store /n8n/journeys.sqlite',
  schemaVersion: 1,
  instanceId: 'abc',
  checkedAt: NOW,
  lastSeenMs: 2_000,
  waiting: 7,
  figures: quiet,
  findings: [],
};

describe('the report of the doctor', () => {
  test('of a healthy store', () => {
    expect(reportOf(healthy).split('\n')).toEqual([
      'store              the embedded store /n8n/journeys.sqlite, schema version 1',
      'n8n                instance abc, last at work 2 s ago',
      'waiting            7 people',
      'events not routed  0',
      'deadlines due      0',
      'ready to go on     0',
      'other deliveries   none',
      '',
      'Healthy: nothing needs attention.',
      '',
    ]);
  });

  test('says of each finding how many, where, since when, why, which, and what to do', () => {
    const dead = {
      ...finding('dead', 5, NOW - 3 * HOUR),
      workflowId: 'w1',
      nodeId: 'n1',
      reason: 'the process died (3 times)',
      examples: ['d1', 'd2'],
    };
    const paused = { ...finding('held', 1, NOW), needsAttention: false, reason: 'paused', examples: ['d9'] };
    const figures = {
      ...quiet,
      unrouted: 3,
      oldestUnroutedAt: NOW - 90_000,
      ready: [{ workflowId: 'w1', nodeId: 'n1', maxPerMinute: null, count: 2, oldestAt: NOW + 30_000 }],
      deliveries: { ready: 2, dead: 5 },
    };
    const report = reportOf({ ...healthy, figures, findings: [dead, paused] });
    expect(report).toContain('events not routed  3, oldest 2 min ago\n');
    expect(report).toContain('ready to go on     2, oldest in 30 s\n');
    expect(report).toContain('other deliveries   5 dead\n');
    expect(report.slice(report.indexOf('Needs')).split('\n')).toEqual([
      'Needs attention: 1',
      '  5 dead: workflow w1, node n1, oldest 3 h ago, the process died (3 times)',
      '    d1  d2  and 3 more',
      '    -> Look why the process ended each time, then decide: doctor --resolve <id> again, move --to <node>, or end',
      '',
      'Good to know',
      '  1 held: oldest 0 s ago, paused',
      '    d9',
      expect.stringContaining('    -> The journey is not published; they go on when it is.'),
      '',
    ]);
  });

  test('is short, however much is found', () => {
    const findings = Array.from({ length: 25 }, (_, index) => ({
      ...finding('held', 1, NOW),
      nodeId: `n${index}`,
    }));
    expect(reportOf({ ...healthy, findings })).toContain('  and 5 more: see --json\n');
  });

  test.each([
    [{ kind: 'resolved', what: 'call' }, 'x: done (call)'],
    [{ kind: 'not_found' }, 'x: nothing has this id. Take one that the doctor names'],
    [{ kind: 'not_open', state: 'running' }, 'x: needs no decision, it is running'],
    [
      { kind: 'wrong_verdict', verdicts: ['again', 'move', 'end'] },
      'x: "done" is no verdict for this. Say again or move or end',
    ],
    [{ kind: 'cannot_go_on' }, 'x: what is needed to go on was forgotten. Say end'],
    [
      { kind: 'no_trigger' },
      'x: its journey has no User Event Trigger that was ever published with it. Publish it with one, then decide',
    ],
    [
      { kind: 'unknown_node', node: 'Thank', nodes: ['Thanks', 'Wait'] },
      'x: its journey, as it was published last, has no node "Thank". It has: Thanks, Wait',
    ],
  ] as const)('of a verdict: %j', (resolved, text) => {
    expect(resolvedText('x', 'done', resolved)).toBe(text);
  });
});

describe('work that is left lying', () => {
  const busy: Figures = {
    ...quiet,
    unrouted: 2,
    oldestUnroutedAt: NOW - HOUR,
    waitsDue: 3,
    oldestDueAt: NOW - 2 * HOUR,
    ready: [
      { workflowId: 'slow', nodeId: 'n', maxPerMinute: null, count: 4, oldestAt: NOW - HOUR },
      { workflowId: 'quick', nodeId: 'n', maxPerMinute: null, count: 5, oldestAt: NOW - 1000 },
    ],
  };
  const kindsOf = (figures: Figures, silentMs: number | null) =>
    backlogFindings(figures, NOW, silentMs).map((one) => [one.kind, one.count, one.workflowId]);

  test('each kind for itself while n8n is at work', () => {
    expect(kindsOf(busy, 1000)).toEqual([
      ['router_behind', 2, null],
      ['deadlines_behind', 3, null],
      ['dispatch_behind', 4, 'slow'],
    ]);
  });

  test('but who waits their turn is no cause for alarm', () => {
    const ready = [{ workflowId: 'paced', nodeId: 'n', maxPerMinute: 10, count: 7, oldestAt: NOW - 1000 }];
    expect(backlogFindings({ ...quiet, ready }, NOW, 1000)).toMatchObject([
      { kind: 'throttled', count: 7, needsAttention: false, reason: 'at most 10 people a minute' },
    ]);
  });

  test('is one finding where nobody is at work, and none where nothing is left', () => {
    expect(kindsOf(busy, null)).toEqual([['nobody_works', 14, null]]);
    expect(backlogFindings(busy, NOW, 61_000)).toMatchObject([{ oldestAt: NOW - 2 * HOUR }]);
    expect(kindsOf(quiet, null)).toEqual([]);
  });
});
