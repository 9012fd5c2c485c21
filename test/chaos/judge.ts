import type { Facts } from '../support/facts';
import { lives, type History, type Received } from './model';
import type { Person } from './people';

/** What was found at the end. */
export interface Verdict {
  /** Every promise that was not kept, in words. */
  readonly violations: readonly string[];
  /** How waits ended. */
  readonly wins: { readonly event: number; readonly timeout: number };
}

/** Compares what the store says with what the rules allow, person by person. */
export async function judge(
  facts: Facts,
  people: readonly Person[],
  received: ReadonlyMap<string, Received>,
  history: History,
): Promise<Verdict> {
  const violations = [
    ...(await eventsOnce(facts, received)),
    ...(await couponsOnce(facts)),
    ...(await lifeByLife(facts, people, received, history)),
    ...(await nothingLeft(facts)),
    ...(await stepsAgree(facts)),
  ];
  const ended = await facts.rows<{ state: string; count: unknown }>(
    `select state, count(*) as count from journey_wait group by state`,
  );
  const of = (state: string): number => Number(ended.find((row) => row.state === state)?.count ?? 0);
  return { violations, wins: { event: of('resolved'), timeout: of('timed_out') } };
}

async function eventsOnce(facts: Facts, received: ReadonlyMap<string, Received>): Promise<string[]> {
  const rows = await facts.rows<{ event_id: string; count: unknown }>(
    `select event_id, count(*) as count from journey_event where source = 'default' group by event_id`,
  );
  const counts = new Map(rows.map((row) => [row.event_id, Number(row.count)]));
  const missing = [...received.keys()].filter((id) => !counts.has(id));
  const twice = rows.filter((row) => Number(row.count) > 1);
  return [
    ...missing.map((id) => `event ${id} was answered 202 and is not in the log`),
    ...twice.map(({ event_id }) => `event ${event_id} is in the log more than once`),
  ];
}

async function couponsOnce(facts: Facts): Promise<string[]> {
  const twice = await facts.rows<{ what: string }>(
    `select user_id || ' has ' || plan_id || ' more than once' as what from journey_coupon_issue
      group by user_id, plan_id having count(*) > 1
     union all
     select 'code ' || code || ' was given more than once' from journey_coupon_issue group by code having count(*) > 1`,
  );
  return twice.map(({ what }) => what);
}

async function lifeByLife(
  facts: Facts,
  people: readonly Person[],
  received: ReadonlyMap<string, Received>,
  history: History,
): Promise<string[]> {
  const passages = await facts.rows<{ user_id: string; state: string; reason: string | null }>(
    'select user_id, state, reason from journey_enrollment',
  );
  const coupons = await facts.rows<{ user_id: string; plan_id: string }>(
    'select user_id, plan_id from journey_coupon_issue',
  );
  const passagesOf = grouped(passages);
  const couponsOf = grouped(coupons);
  return people.flatMap(({ userId, deeds }) => {
    const own = passagesOf.get(userId) ?? [];
    if (own.length > 1) return [`${userId} was in the journey ${own.length} times`];
    const plans = (couponsOf.get(userId) ?? []).map(({ plan_id }) => plan_id);
    const actual = life(plans, own[0] ? (own[0].reason ?? own[0].state) : null);
    const arrived = deeds.flatMap(({ eventId }) => received.get(eventId) ?? []);
    const allowed = lives(arrived, history).map(({ coupons: due, reason }) => life(due, reason));
    if (allowed.includes(actual)) return [];
    return [`${userId}: ${actual}, allowed ${allowed.join(' or ')}; deeds ${JSON.stringify(arrived)}`];
  });
}

function life(plans: readonly string[], reason: string | null): string {
  return `[${[...plans].sort().join(' ')}] ${reason ?? 'never entered'}`;
}

async function nothingLeft(facts: Facts): Promise<string[]> {
  const left = await facts.rows<{ what: string }>(
    `select user_id || ' still waits' as what from journey_wait where state = 'open'
     union all
     select user_id || ' has a delivery that is ' || state from journey_delivery where state <> 'settled'`,
  );
  return left.map(({ what }) => what);
}

/** The hourly counters of what executions did, by version, against a recount of the journal. */
async function stepsAgree(facts: Facts): Promise<string[]> {
  const sums = (table: string, count: string): Promise<{ what: string; count: unknown }[]> =>
    facts.rows(`select workflow_id || '/' || node_id || '/' || outcome as what, ${count} as count
      from ${table} where version <> '' group by workflow_id, node_id, outcome`);
  const counters = new Map(
    (await sums('journey_step_count', 'sum(count)')).map((row) => [row.what, Number(row.count)]),
  );
  const recount = await sums('journey_step', 'count(*)');
  const wrong = recount.filter(({ what, count }) => counters.get(what) !== Number(count));
  return [
    ...wrong.map(
      ({ what, count }) =>
        `step ${what} happened ${String(count)} times and was counted ${counters.get(what)} times`,
    ),
    ...(counters.size === recount.length ? [] : ['there are counters of steps that never happened']),
  ];
}

function grouped<Row extends { readonly user_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.user_id, [...(groups.get(row.user_id) ?? []), row]);
  return groups;
}
