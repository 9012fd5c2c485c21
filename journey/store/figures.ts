import { sql } from 'kysely';
import type { Figures } from '../domain/health';
import type { EntryRule } from '../domain/entry';
import type { NodeRef } from '../ports/store';
import type { Reader } from './engine';
import { ruleId } from './lease';
import { cursorOf, headOf } from './log';
import { OPEN_CALLS, selectIn, UNSETTLED } from './rows';

/** Figures that somebody may ask for every few seconds: each comes from an index that people who merely wait are not in. */
export async function figures({ db }: Reader, now: number): Promise<Figures> {
  const cursor = await cursorOf(db, 'route');
  const unrouted = await db
    .selectFrom('journey_event')
    .select('received_at as at')
    .where('seq', '>', cursor)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  const states = await db
    .selectFrom('journey_delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where(UNSETTLED)
    .groupBy('state')
    .execute();
  const ready = await db
    .selectFrom('journey_delivery')
    .select((eb) => [
      'workflow_id as workflowId',
      'node_id as nodeId',
      eb.fn.countAll<number>().as('count'),
      eb.fn.min('ready_at').as('oldestAt'),
    ])
    .where(sql<boolean>`state = 'ready'`)
    .groupBy(['workflow_id', 'node_id'])
    .execute();
  const paces = await pacesOf(db, ready);
  const due = await db
    .selectFrom('journey_wait')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('commit_at').as('oldestAt')])
    .where(sql<boolean>`state = 'open'`)
    .where('commit_at', '<=', now)
    .executeTakeFirstOrThrow();
  const unknown = await db
    .selectFrom('journey_effect')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(OPEN_CALLS)
    .where('state', '=', 'unknown')
    .executeTakeFirstOrThrow();
  const dead = await db
    .selectFrom('journey_event_dead')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(sql<boolean>`kind = 'failed'`)
    .executeTakeFirstOrThrow();
  const empty = await db
    .selectFrom('journey_coupon_plan')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('empty_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return {
    unrouted: unrouted ? Math.max(0, (await headOf(db)) - cursor) : 0,
    oldestUnroutedAt: unrouted?.at ?? null,
    deliveries: Object.fromEntries(states.map((row) => [row.state, Number(row.count)])),
    ready: ready.map(({ workflowId, nodeId, count, oldestAt }) => ({
      workflowId,
      nodeId,
      maxPerMinute: paces.get(ruleId({ workflowId, nodeId })) ?? null,
      count: Number(count),
      oldestAt: oldestAt ?? now,
    })),
    waitsDue: Number(due.count),
    oldestDueAt: due.oldestAt,
    callsUnknown: Number(unknown.count),
    eventsDead: Number(dead.count),
    poolsEmpty: Number(empty.count),
  };
}

/** How many people a minute may start at those of these nodes that say so. */
async function pacesOf(db: Reader['db'], nodes: readonly NodeRef[]): Promise<Map<string, number>> {
  const rules = await selectIn(nodes.map(ruleId), (slice) =>
    db.selectFrom('journey_rule').select(['id', 'spec']).where('id', 'in', slice).execute(),
  );
  return new Map(
    rules.flatMap(({ id, spec }) => {
      const { maxPerMinute } = JSON.parse(spec) as EntryRule;
      return maxPerMinute === undefined ? [] : [[id, maxPerMinute] as const];
    }),
  );
}
