import { groupBy } from '../domain/group-by';
import type { WayPoints } from '../ports/store';
import type { Engine } from './engine';
import { selectIn } from './rows';

/**
 * What deadlines are counted from, one answer per question. A step is left when its last outcome but `waiting` was
 * written: a replay after a crash keeps the instant of the first time.
 */
export async function wayPoints(
  engine: Engine,
  asked: readonly { readonly enrollmentId: string; readonly stepNodeId: string | null }[],
): Promise<(WayPoints | null)[]> {
  const ids = asked.map(({ enrollmentId }) => enrollmentId);
  const { db } = engine;
  const entered = new Map(
    (
      await selectIn(ids, (slice) =>
        db.selectFrom('journey_enrollment').select(['id', 'entered_at']).where('id', 'in', slice).execute(),
      )
    ).map((row) => [row.id, row.entered_at]),
  );
  const ended = groupBy(
    await selectIn(ids, (slice) =>
      db
        .selectFrom('journey_wait as w')
        .innerJoin('journey_event as e', 'e.seq', 'w.resolved_seq')
        .select(['w.enrollment_id as id', 'w.resolved_at as endedAt', 'e.at as at'])
        .where('w.enrollment_id', 'in', slice)
        .execute(),
    ),
    (row) => row.id,
  );
  const steps = groupBy(
    await selectIn(
      asked.filter(({ stepNodeId }) => stepNodeId !== null).map(({ enrollmentId }) => enrollmentId),
      (slice) =>
        db
          .selectFrom('journey_step')
          .select(['enrollment_id as id', 'node_id as nodeId', 'at'])
          .where('enrollment_id', 'in', slice)
          .where('outcome', '!=', 'waiting')
          .execute(),
    ),
    (row) => row.id,
  );
  return asked.map(({ enrollmentId, stepNodeId }) => {
    const enteredAt = entered.get(enrollmentId);
    if (enteredAt === undefined) return null;
    const left = (steps.get(enrollmentId) ?? []).filter(({ nodeId }) => nodeId === stepNodeId);
    const last = (ended.get(enrollmentId) ?? []).toSorted(
      (a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0) || b.at - a.at,
    );
    return {
      enteredAt,
      lastEventAt: last[0]?.at ?? null,
      stepAt: left.length === 0 ? null : Math.max(...left.map(({ at }) => at)),
    };
  });
}
