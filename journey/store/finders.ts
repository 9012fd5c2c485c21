import { sql } from 'kysely';
import { groupBy } from '../domain/group-by';
import { finding, type Finding, type FindingKind } from '../domain/health';
import type { Reader } from './engine';
import { leaseNow } from './lease';

/** How to find one kind of thing: a query with the columns id, workflow_id, node_id, reason and at. */
interface Finder {
  readonly kind: FindingKind;
  readonly query: string;
}

const NOTHING = 'cast(null as text)';
const DELIVERY = 'd.id, d.workflow_id, d.node_id, d.reason, d.ready_at as at from journey_delivery as d';
const WAIT = `w.id, w.workflow_id, w.node_id, ${NOTHING} as reason, w.parked_at as at from journey_wait as w`;
const NOWHERE = `${NOTHING} as workflow_id, ${NOTHING} as node_id`;
const UNDER_WAY = `d.state not in ('settled', 'error', 'dead')`;
const UNSTARTED = `d.state in ('ready', 'held', 'emitted')`;
const NO_ENROLLMENT = 'not exists (select 1 from journey_enrollment as e where e.id = d.enrollment_id)';

/** Rows that refer to rows which are not there, and people whom nothing will ever move again. They read whole tables. */
const ORPHANS: readonly Finder[] = [
  {
    kind: 'wait_orphaned',
    query: `select ${WAIT} where w.state = 'open' and not exists
      (select 1 from journey_enrollment as e where e.id = w.enrollment_id and e.state = 'active')`,
  },
  {
    kind: 'wait_without_data',
    query: `select ${WAIT} where w.state = 'open' and not exists
      (select 1 from journey_wait_data as k where k.wait_id = w.id)`,
  },
  {
    kind: 'rows_left',
    query: `select r.wait_id as id, ${NOWHERE}, ${NOTHING} as reason, cast(null as bigint) as at
      from (select wait_id from journey_wait_event union select wait_id from journey_wait_data) as r
      where not exists (select 1 from journey_wait as w where w.id = r.wait_id)`,
  },
  {
    kind: 'delivery_orphaned',
    query: `select ${DELIVERY} where d.state <> 'settled' and ${UNDER_WAY} and ${NO_ENROLLMENT}`,
  },
  {
    kind: 'delivery_without_data',
    query: `select ${DELIVERY} join journey_enrollment as e on e.id = d.enrollment_id and e.state = 'active'
      where d.state <> 'settled' and ${UNSTARTED}
      and (not exists (select 1 from journey_event as v where v.seq = e.entry_seq) or (d.wait_id is not null
        and not exists (select 1 from journey_wait_data as k where k.wait_id = d.wait_id)))`,
  },
  {
    kind: 'person_stuck',
    query: `select e.id, e.workflow_id, ${NOTHING} as node_id, ${NOTHING} as reason, e.entered_at as at
      from journey_enrollment as e where e.state = 'active'
      and not exists (select 1 from journey_wait as w where w.enrollment_id = e.id and w.state = 'open')
      and not exists (select 1 from journey_delivery as d where d.enrollment_id = e.id and ${UNDER_WAY})`,
  },
  {
    kind: 'coupon_code_free',
    query: `select i.id, ${NOWHERE}, i.plan_id as reason, i.issued_at as at from journey_coupon_issue as i
      where not exists (select 1 from journey_coupon_code as c where c.code = i.code and c.state = 'issued')`,
  },
  {
    kind: 'coupon_count',
    query: `select p.id, ${NOWHERE}, p.id as reason, cast(null as bigint) as at from journey_coupon_plan as p
      where p.issued <> (select count(*) from journey_coupon_issue as i where i.plan_id = p.id)`,
  },
];

/** What waits for somebody's decision. */
const UNDECIDED: readonly Finder[] = [
  {
    kind: 'coupon_pool_empty',
    query: `select p.id, ${NOWHERE}, ${NOTHING} as reason, p.empty_at as at from journey_coupon_plan as p
      where p.empty_at is not null`,
  },
  { kind: 'held', query: `select ${DELIVERY} where d.state <> 'settled' and d.state = 'held'` },
  { kind: 'dead', query: `select ${DELIVERY} where d.state <> 'settled' and d.state = 'dead'` },
  { kind: 'failed', query: `select ${DELIVERY} where d.state <> 'settled' and d.state = 'error'` },
  {
    kind: 'event_dead',
    query: `select cast(x.seq as text) as id, ${NOWHERE}, x.reason, x.failed_at as at from journey_event_dead as x
      where x.kind = 'failed'`,
  },
  {
    kind: 'alias_refused',
    query: `select cast(x.seq as text) as id, ${NOWHERE}, 'alias_refused' as reason, x.failed_at as at
      from journey_event_dead as x where x.kind = 'alias_refused'`,
  },
];

/** A call that was cut off is unknown, too, once nobody is left who would ask for it again. */
const CALLS = (now: string): Finder => ({
  kind: 'call_unknown',
  query: `select f.key as id, e.workflow_id, f.node_id, f.kind as reason, f.created_at as at
    from journey_effect as f left join journey_enrollment as e on e.id = f.enrollment_id
    where f.state in ('reserved', 'unknown') and (f.state = 'unknown' or (coalesce(f.lease_until, 0) <= ${now}
      and not exists (select 1 from journey_delivery as d where d.id = f.delivery_id and ${UNDER_WAY})))`,
});

/** Good to know, but nobody has to act. A paused journey was paused on purpose. */
function needsAttention(kind: FindingKind, reason: string | null): boolean {
  if (kind === 'held') return reason !== 'paused';
  return kind !== 'failed' && kind !== 'alias_refused' && kind !== 'rows_left';
}

interface Row {
  readonly id: string;
  readonly workflow_id: string | null;
  readonly node_id: string | null;
  readonly reason: string | null;
  readonly at: number | null;
  readonly total: number;
}

/** Everything that is found in the store's rows, by kind, node and reason; each with up to `examples` ids, oldest first. */
export async function findAll(reader: Reader, examples: number): Promise<Finding[]> {
  const finders = [...ORPHANS, ...UNDECIDED, CALLS(reader.types.now)];
  const found: Finding[] = [];
  for (const finder of finders) found.push(...(await find(reader, finder, examples)));
  return found;
}

async function find({ db }: Reader, { kind, query }: Finder, examples: number): Promise<Finding[]> {
  const group = 'partition by workflow_id, node_id, reason';
  const { rows } = await sql<Row>`select * from (select found.*, count(*) over (${sql.raw(group)}) as total,
      row_number() over (${sql.raw(`${group} order by at, id`)}) as place from (${sql.raw(query)}) as found) as numbered
    where place <= ${Math.max(1, examples)} order by total desc, at, id`.execute(db);
  const groups = groupBy(rows, (row) => JSON.stringify([row.workflow_id, row.node_id, row.reason]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    return {
      ...finding(kind, Number(first.total), first.at),
      needsAttention: needsAttention(kind, first.reason),
      workflowId: first.workflow_id,
      nodeId: first.node_id,
      reason: first.reason,
      examples: group.slice(0, examples).map((row) => row.id),
    };
  });
}

/** The store's own clock, for comparing it with this machine's. */
export async function storeClock(reader: Reader): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${leaseNow(reader)} as now`.execute(reader.db);
  return rows[0]?.now ?? 0;
}
