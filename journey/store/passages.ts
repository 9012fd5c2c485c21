import { groupBy } from '../domain/group-by';
import type { Passage, PassageQuery } from '../ports/store';
import { canonicalOf } from './aliases';
import type { Engine } from './engine';
import { selectIn } from './rows';

/** How many passages are shown, the newest, and how many steps of each. */
const PASSAGES = 20;
const STEPS = 10;

/** Where a person is: their passages through journeys, newest first, each with what is next and its last steps. */
export async function passagesOf(engine: Engine, query: PassageQuery): Promise<Passage[]> {
  const { db } = engine;
  const userId = (await canonicalOf(db, [query.userId]))(query.userId);
  const { workflowId, activeOnly } = query;
  const rows = await db
    .selectFrom('journey_enrollment')
    .selectAll()
    .where('user_id', '=', userId)
    .where((eb) => (workflowId === null ? eb.lit(true) : eb('workflow_id', '=', workflowId)))
    .where((eb) => (activeOnly ? eb('state', '=', 'active') : eb.lit(true)))
    .orderBy('entered_at', 'desc')
    .orderBy('entry_seq', 'desc')
    .limit(PASSAGES)
    .execute();
  const ids = rows.map((row) => row.id);
  const waits = await waitsOf(engine, ids);
  const deliveries = groupBy(
    await selectIn(ids, (slice) =>
      db
        .selectFrom('journey_delivery')
        .select(['enrollment_id', 'node_id as nodeId', 'workflow_id as workflowId'])
        .select(['state', 'reason', 'ready_at as since'])
        .where('enrollment_id', 'in', slice)
        .where('state', '<>', 'settled')
        .execute(),
    ),
    (row) => row.enrollment_id,
  );
  const coupons = groupBy(await couponsOf(engine, userId), (row) => row.enrollmentId);
  const passages: Passage[] = [];
  for (const row of rows) {
    passages.push({
      enrollmentId: row.id,
      workflowId: row.workflow_id,
      instanceKey: row.instance_key,
      active: row.state === 'active',
      reason: row.reason,
      error: row.error,
      enteredAt: row.entered_at,
      endedAt: row.ended_at,
      goalAt: row.goal_at,
      holdout: row.holdout === 1,
      waiting: waits.get(row.id) ?? [],
      underway: deliveries.get(row.id) ?? [],
      steps: await stepsOf(engine, row.id),
      coupons: coupons.get(row.id) ?? [],
    });
  }
  return passages;
}

async function waitsOf(
  { db }: Engine,
  enrollments: readonly string[],
): Promise<Map<string, Passage['waiting'][number][]>> {
  const rows = await selectIn(enrollments, (slice) =>
    db
      .selectFrom('journey_wait as w')
      .leftJoin('journey_wait_event as e', (join) =>
        join.onRef('e.user_id', '=', 'w.user_id').onRef('e.wait_id', '=', 'w.id'),
      )
      .select(['w.id', 'w.enrollment_id', 'w.node_id', 'w.parked_at', 'w.deadline_at'])
      .select(['e.event_name', 'e.position'])
      .where('w.enrollment_id', 'in', slice)
      .where('w.state', '=', 'open')
      .orderBy('w.parked_at')
      .orderBy('e.position')
      .execute(),
  );
  const waits = [...groupBy(rows, (row) => row.id).values()].flatMap(([first, ...more]) =>
    first ? [{ first, events: [first, ...more].flatMap((row) => row.event_name ?? []) }] : [],
  );
  return new Map(
    [...groupBy(waits, ({ first }) => first.enrollment_id)].map(([enrollment, open]) => [
      enrollment,
      open.map(({ first, events }) => ({
        nodeId: first.node_id,
        since: first.parked_at,
        deadlineAt: first.deadline_at,
        events: [...new Set(events)],
      })),
    ]),
  );
}

async function stepsOf({ db }: Engine, enrollmentId: string): Promise<Passage['steps']> {
  return db
    .selectFrom('journey_step')
    .select(['node_id as nodeId', 'outcome', 'at'])
    .where('enrollment_id', '=', enrollmentId)
    .orderBy('at', 'desc')
    .orderBy('key', 'desc')
    .limit(STEPS)
    .execute();
}

async function couponsOf({ db }: Engine, userId: string) {
  return db
    .selectFrom('journey_coupon_issue')
    .select(['enrollment_id as enrollmentId', 'plan_id as planId', 'code'])
    .select(['issued_at as issuedAt', 'expires_at as expiresAt'])
    .where('user_id', '=', userId)
    .orderBy('issued_at')
    .execute();
}
