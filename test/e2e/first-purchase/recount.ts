import type { Facts } from '../../support/facts';

/** One step of a report, as far as it is counted again. */
export interface Counted {
  readonly nodeId: string;
  readonly entered: number;
  readonly outcomes: Record<string, number>;
  readonly waitingNow: number;
  readonly left: Record<string, number>;
  readonly conversions: number;
  readonly converted: number;
  readonly value: Record<string, number>;
}

type Numbers = Record<string, unknown>;

/** The report of a journey of one version and one currency, counted from its rows person by person. */
export async function recount(facts: Facts, workflowId: string): Promise<Counted[]> {
  const steps = await facts.rows<{ node_id: string; outcome: string; times: unknown }>(
    `select node_id, outcome, count(*) as times from journey_step where workflow_id = '${workflowId}'
      group by node_id, outcome order by node_id, outcome`,
  );
  const ends = await facts.rows<{ node_id: string; reason: string; times: unknown }>(
    `select s.node_id, e.reason, count(distinct e.id) as times from journey_step s
      join journey_enrollment e on e.id = s.enrollment_id
      where s.workflow_id = '${workflowId}' and e.state = 'ended' group by s.node_id, e.reason`,
  );
  const people = await facts.rows<Numbers & { node_id: string }>(
    `with bought as (
        select enrollment_id, count(*) as orders, sum(value) as fen from journey_metric
        where workflow_id = '${workflowId}' and kind = 'conversion' and currency = 'CNY' group by enrollment_id)
      select at_step.node_id, count(*) as entered, count(bought.enrollment_id) as converted,
        coalesce(sum(bought.orders), 0) as conversions, coalesce(sum(bought.fen), 0) as fen,
        (select count(*) from journey_wait w where w.node_id = at_step.node_id and w.state = 'open') as waiting
      from (select distinct node_id, enrollment_id from journey_step where workflow_id = '${workflowId}') at_step
      left join bought on bought.enrollment_id = at_step.enrollment_id
      group by at_step.node_id order by at_step.node_id`,
  );
  return people.map((row) => {
    const own = steps.filter(({ node_id }) => node_id === row.node_id);
    const ended = ends.filter(({ node_id }) => node_id === row.node_id);
    const count = (name: string): number => Number(row[name]);
    return {
      nodeId: row.node_id,
      entered: count('entered'),
      outcomes: Object.fromEntries(own.map(({ outcome, times }) => [outcome, Number(times)])),
      waitingNow: count('waiting'),
      left: Object.fromEntries(ended.map(({ reason, times }) => [reason, Number(times)])),
      conversions: count('conversions'),
      converted: count('converted'),
      value: count('fen') > 0 ? { CNY: count('fen') } : {},
    };
  });
}
