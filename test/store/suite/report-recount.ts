import { fc } from '../../support/random';
import type { ReportQuery, ReportRow } from '../../../journey/ports/store';
import { HOUR, T0 } from '../kit';

interface Entered {
  readonly workflow: string;
  readonly at: number;
  readonly holdout: 0 | 1;
  readonly goal: number | null;
  /** How and when it ended; null = it has not. */
  readonly left: { readonly reason: string; readonly at: number } | null;
}
interface Happened {
  readonly of: number;
  readonly version: string;
  readonly node: string;
  readonly outcome: string;
  readonly at: number;
}
interface Measured {
  readonly of: number;
  readonly name: string;
  readonly currency: string | null;
  readonly value: number;
  readonly at: number;
}
export interface Story {
  readonly entries: readonly Entered[];
  readonly steps: readonly Happened[];
  readonly metrics: readonly Measured[];
}

const at = fc.integer({ min: 0, max: 5 * HOUR }).map((offset) => T0 + offset);
const holdout = fc.constantFrom(0 as const, 1 as const);
const of = fc.integer({ min: 0, max: 5 });
/** Any story of a few people. */
export const stories: fc.Arbitrary<Story> = fc.record({
  entries: fc.array(
    fc.record({
      workflow: fc.constantFrom('w1', 'w2'),
      ...{ at, holdout, goal: fc.option(at, { nil: null }) },
      left: fc.option(fc.record({ reason: fc.constantFrom('completed', 'exit_rule'), at }), { nil: null }),
    }),
    {
      minLength: 6,
      maxLength: 6,
    },
  ),
  steps: fc.array(
    fc.record({
      of,
      version: fc.constantFrom('v1', 'v2'),
      node: fc.constantFrom('a', 'b', 'c'),
      outcome: fc.constantFrom('entered', 'waiting', 'x'),
      at,
    }),
    { maxLength: 30 },
  ),
  metrics: fc.array(
    fc.record({
      of,
      name: fc.constantFrom('m', 'n'),
      currency: fc.constantFrom('CNY', 'EUR', null),
      value: fc.integer({ min: 0, max: 1000 }),
      at,
    }),
    { maxLength: 12 },
  ),
});
const bound = fc.option(at, { nil: null });
/** Any question about it. */
export const queries: fc.Arbitrary<ReportQuery> = fc.record({
  workflowId: fc.constantFrom('w1', 'w2', 'none'),
  range: fc.constantFrom('entry' as const, 'event' as const),
  from: bound,
  to: bound,
});

/** The same report, by going through everything that happened. */
export function recount({ entries, steps, metrics }: Story, query: ReportQuery): ReportRow[] {
  const hour = (time: number | null) => (time === null ? null : Math.floor(time / HOUR) * HOUR);
  const inside = (time: number, from: number | null, to: number | null) =>
    (from === null || time >= from) && (to === null || time < to);
  const counts = (person: number, time: number) => {
    const entry = entries[person]!;
    if (entry.workflow !== query.workflowId) return false;
    return query.range === 'entry'
      ? inside(entry.at, query.from, query.to)
      : inside(time, hour(query.from), hour(query.to));
  };
  const heldOut = (people: ReadonlySet<number>) =>
    [...people].filter((person) => entries[person]!.holdout === 1).length;
  const mine = steps.filter((step) => counts(step.of, step.at));
  return [...new Set(mine.map(({ version, node }) => `${version}/${node}`))].sort().map((key) => {
    const [version = '', nodeId = ''] = key.split('/');
    const here = mine.filter((step) => step.version === version && step.node === nodeId);
    const people = new Set(here.map((step) => step.of));
    const theirs = metrics.filter((metric) => people.has(metric.of) && counts(metric.of, metric.at));
    const reached = new Set(
      [...people].filter((person) => {
        const { goal } = entries[person]!;
        return goal !== null && (query.range === 'entry' || inside(goal, hour(query.from), hour(query.to)));
      }),
    );
    const left: Record<string, number> = {};
    for (const person of people) {
      const end = entries[person]!.left;
      if (end === null) continue;
      if (query.range === 'event' && !inside(end.at, hour(query.from), hour(query.to))) continue;
      left[end.reason] = (left[end.reason] ?? 0) + 1;
    }
    const money = theirs.filter(({ currency }) => currency !== null);
    const outcomes: Record<string, number> = {};
    for (const { outcome } of here) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const value: Record<string, number> = {};
    for (const { currency, value: one } of money) value[currency!] = (value[currency!] ?? 0) + one;
    const custom: Record<string, { count: number; sum: number }> = {};
    for (const { name, currency, value: one } of theirs) {
      if (currency !== null) continue;
      const known = custom[name] ?? { count: 0, sum: 0 };
      custom[name] = { count: known.count + 1, sum: known.sum + one };
    }
    // Open waits are those of every second step that waits, whenever it began.
    const waiting = steps.filter(
      (step, place) =>
        step.version === version &&
        step.node === nodeId &&
        step.outcome === 'waiting' &&
        place % 2 === 0 &&
        entries[step.of]!.workflow === query.workflowId &&
        (query.range === 'event' || counts(step.of, step.at)),
    );
    return {
      version,
      nodeId,
      firstAt: Math.min(...here.map((step) => step.at)),
      entered: people.size,
      outcomes,
      waitingNow: waiting.length,
      left,
      conversions: money.length,
      converted: new Set(money.map((metric) => metric.of)).size,
      goals: reached.size,
      heldOut: {
        entered: heldOut(people),
        goals: heldOut(reached),
        converted: heldOut(new Set(money.map((metric) => metric.of))),
      },
      value,
      metrics: custom,
    };
  });
}
