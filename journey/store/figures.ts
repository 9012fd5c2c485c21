import { sql } from 'kysely';
import type { Figures } from '../domain/health';
import type { Reader } from './engine';
import { cursorOf, headOf } from './log';
import { OPEN_CALLS, UNSETTLED } from './rows';

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
      eb.fn.countAll<number>().as('count'),
      eb.fn.min('ready_at').as('oldestAt'),
    ])
    .where(sql<boolean>`state = 'ready'`)
    .groupBy('workflow_id')
    .execute();
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
  return {
    unrouted: unrouted ? Math.max(0, (await headOf(db)) - cursor) : 0,
    oldestUnroutedAt: unrouted?.at ?? null,
    deliveries: Object.fromEntries(states.map((row) => [row.state, Number(row.count)])),
    ready: ready.map(({ workflowId, count, oldestAt }) => ({
      workflowId,
      count: Number(count),
      oldestAt: oldestAt ?? now,
    })),
    waitsDue: Number(due.count),
    oldestDueAt: due.oldestAt,
    callsUnknown: Number(unknown.count),
    eventsDead: Number(dead.count),
  };
}
