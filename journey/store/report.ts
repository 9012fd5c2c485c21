import { sql, type RawBuilder } from 'kysely';
import { groupBy } from '../domain/group-by';
import type { ReportQuery, ReportRow } from '../ports/store';
import type { Engine } from './engine';
import { reportUnversioned } from './unversioned';

const HOUR_MS = 3_600_000;

interface Step {
  readonly version: string;
  readonly node_id: string;
}

/**
 * What a journey has done, by version and step, from the journal, its hourly counters, the open waits and the metrics; and
 * without a version what no execution took part in: refused entries and late matches, by when they happened. One consistent read per figure,
 * not of all figures together: on a journey that runs they may differ by what happened in between.
 */
export async function report(engine: Engine, query: ReportQuery): Promise<ReportRow[]> {
  return [...(await reportSteps(engine, query)), ...(await reportUnversioned(engine, query))];
}

async function reportSteps(engine: Engine, query: ReportQuery): Promise<ReportRow[]> {
  const range = wholeHours(query);
  const passages = passagesIn(range);
  const rows = await all<
    Step & { entered: number; held_out: number; goals: number; held_out_goals: number; first_at: number }
  >(
    engine,
    sql`select version, node_id, count(*) as entered, sum(holdout) as held_out, sum(goal) as goals,
        sum(holdout * goal) as held_out_goals, min(first_at) as first_at from ${passages} as passage
      group by version, node_id`,
  );
  const outcomes = bySteps(await outcomesIn(engine, range));
  const waiting = bySteps(await waitingIn(engine, range));
  const converted = bySteps(
    await all<Step & { converted: number; held_out: number }>(
      engine,
      sql`select passage.version, passage.node_id, count(distinct passage.enrollment_id) as converted,
          count(distinct case when passage.holdout = 1 then passage.enrollment_id end) as held_out from ${passages} as passage
        inner join journey_metric as m on m.enrollment_id = passage.enrollment_id
        where m.kind = 'conversion' ${metricIn(range)} group by passage.version, passage.node_id`,
    ),
  );
  const left = bySteps(
    await all<Step & { reason: string; count: number }>(
      engine,
      sql`select version, node_id, reason, count(*) as count from ${passages} as passage
        where reason is not null group by version, node_id, reason`,
    ),
  );
  const sums = bySteps(
    await all<Step & { kind: string; name: string; count: number; sum: number }>(
      engine,
      sql`select passage.version, passage.node_id, m.kind,
          case when m.kind = 'conversion' then m.currency else m.name end as name,
          count(*) as count, sum(m.value) as sum from ${passages} as passage
        inner join journey_metric as m on m.enrollment_id = passage.enrollment_id
        where 1 = 1 ${metricIn(range)} group by passage.version, passage.node_id, 3, 4`,
    ),
  );
  return rows.map((row) => {
    const own = sums.get(stepKey(row)) ?? [];
    const money = own.filter(({ kind }) => kind === 'conversion');
    return {
      version: row.version,
      nodeId: row.node_id,
      firstAt: Number(row.first_at),
      entered: Number(row.entered),
      outcomes: Object.fromEntries(
        (outcomes.get(stepKey(row)) ?? []).map(({ outcome, count }) => [outcome, Number(count)]),
      ),
      waitingNow: Number(waiting.get(stepKey(row))?.[0]?.waiting ?? 0),
      conversions: money.reduce((total, { count }) => total + Number(count), 0),
      converted: Number(converted.get(stepKey(row))?.[0]?.converted ?? 0),
      left: Object.fromEntries(
        (left.get(stepKey(row)) ?? []).map(({ reason, count }) => [reason, Number(count)]),
      ),
      goals: Number(row.goals),
      heldOut: {
        entered: Number(row.held_out),
        goals: Number(row.held_out_goals),
        converted: Number(converted.get(stepKey(row))?.[0]?.held_out ?? 0),
      },
      value: Object.fromEntries(money.map(({ name, sum }) => [name, Number(sum)])),
      metrics: Object.fromEntries(
        own
          .filter(({ kind }) => kind === 'custom')
          .map(({ name, count, sum }) => [name, { count: Number(count), sum: Number(sum) }]),
      ),
    };
  });
}

/** Counters are by the hour, so a range by event is too. */
function wholeHours(query: ReportQuery): ReportQuery {
  if (query.range === 'entry') return query;
  const floor = (at: number | null): number | null =>
    at === null ? null : Math.floor(at / HOUR_MS) * HOUR_MS;
  return { ...query, from: floor(query.from), to: floor(query.to) };
}

/** A range as SQL; open ends are left out, so that an index on the column can be used. */
function within(column: string, { from, to }: ReportQuery, unit = 1): RawBuilder<unknown> {
  const since = from === null ? sql`` : sql`and ${sql.ref(column)} >= ${from / unit}`;
  const before = to === null ? sql`` : sql`and ${sql.ref(column)} < ${to / unit}`;
  return sql`${since} ${before}`;
}

/** Steps of the journal the report is about. */
function stepsIn(query: ReportQuery): RawBuilder<unknown> {
  return query.range === 'event'
    ? sql`journey_step as s left join journey_enrollment as e on e.id = s.enrollment_id
        where s.workflow_id = ${query.workflowId} ${within('s.at', query)}`
    : sql`journey_enrollment as e inner join journey_step as s on s.enrollment_id = e.id
        where e.workflow_id = ${query.workflowId} ${within('e.entered_at', query)}`;
}

function passagesIn(query: ReportQuery): RawBuilder<unknown> {
  const [goal, end] =
    query.range === 'event' ? [within('e.goal_at', query), within('e.ended_at', query)] : [sql``, sql``];
  return sql`(select s.version, s.node_id, s.enrollment_id, min(s.at) as first_at, coalesce(max(e.holdout), 0) as holdout,
      max(case when e.goal_at is not null ${goal} then 1 else 0 end) as goal,
      max(case when e.ended_at is not null ${end} then e.reason end) as reason from ${stepsIn(query)}
    group by s.version, s.node_id, s.enrollment_id)`;
}

function metricIn(query: ReportQuery): RawBuilder<unknown> {
  return query.range === 'event' ? within('m.at', query) : sql``;
}

function outcomesIn(engine: Engine, query: ReportQuery) {
  return all<Step & { outcome: string; count: number }>(
    engine,
    query.range === 'event'
      ? sql`select version, node_id, outcome, sum(count) as count from journey_step_count as c
          where c.workflow_id = ${query.workflowId} ${within('c.hour', query, HOUR_MS)}
          group by version, node_id, outcome`
      : sql`select s.version, s.node_id, s.outcome, count(*) as count from ${stepsIn(query)}
          group by s.version, s.node_id, s.outcome`,
  );
}

/** Who waits is counted in the version that parked them: the step's key is the wait's, with its outcome. */
function waitingIn(engine: Engine, query: ReportQuery) {
  const entered =
    query.range === 'entry'
      ? sql`inner join journey_enrollment as e on e.id = w.enrollment_id
          where e.workflow_id = ${query.workflowId} ${within('e.entered_at', query)} and`
      : sql`where`;
  return all<Step & { waiting: number }>(
    engine,
    sql`select s.version, s.node_id, count(*) as waiting from journey_wait as w
      inner join journey_step as s on s.key = w.wait_key || ':waiting'
      ${entered} w.state = 'open' and w.workflow_id = ${query.workflowId} group by s.version, s.node_id`,
  );
}

async function all<R>(engine: Engine, query: RawBuilder<unknown>): Promise<R[]> {
  return (await (query as RawBuilder<R>).execute(engine.db)).rows;
}

const stepKey = ({ version, node_id }: Step): string => JSON.stringify([version, node_id]);

function bySteps<R extends Step>(rows: readonly R[]): Map<string, R[]> {
  return groupBy(rows, stepKey);
}
