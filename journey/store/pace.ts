import { sql } from 'kysely';
import type { NodeRef } from '../ports/store';
import type { Tx } from './engine';
import { ruleId } from './lease';

const SECOND_MS = 1000;
/** A minute touches up to 61 seconds of the clock. */
const SECONDS = 60;
/** A minute's people are spread over half of it, so that a late round of the dispatcher can catch up. */
const SPREAD = 30;

/**
 * How many people a journey may start now, so that in no minute more than `maxPerMinute` do: in any sixty seconds, not in
 * those of the wall clock. Takes the lock of the journey's rule, so that of two dispatchers the second one counts what the
 * first has started; a clock that is set back starts nobody more. Reads as many rows as a minute has seconds.
 */
export async function allowance(
  tx: Tx,
  node: NodeRef,
  maxPerMinute: number,
  { limit, now }: { readonly limit: number; readonly now: number },
): Promise<number> {
  const id = ruleId(node);
  await sql`update journey_rule set live_at = live_at where id = ${id}`.execute(tx);
  const second = Math.floor(now / SECOND_MS);
  const rows = await tx
    .selectFrom('journey_pace')
    .select(['second', 'count'])
    .where('id', '=', id)
    .where('second', '>=', second - SECONDS)
    .execute();
  const inMinute = rows.reduce((sum, row) => sum + row.count, 0);
  const inSecond = rows.filter((row) => row.second >= second).reduce((sum, row) => sum + row.count, 0);
  const perSecond = Math.max(limit, Math.ceil(maxPerMinute / SPREAD));
  return Math.max(0, Math.min(limit, maxPerMinute - inMinute, perSecond - inSecond));
}

/** Counts people who start, and forgets what is older than a minute. */
export async function countStarts(tx: Tx, node: NodeRef, count: number, now: number): Promise<void> {
  const id = ruleId(node);
  const second = Math.floor(now / SECOND_MS);
  await tx
    .insertInto('journey_pace')
    .values({ id, second, count })
    .onConflict((conflict) =>
      conflict.columns(['id', 'second']).doUpdateSet((eb) => ({
        count: eb('journey_pace.count', '+', count),
      })),
    )
    .execute();
  await tx
    .deleteFrom('journey_pace')
    .where('id', '=', id)
    .where('second', '<', second - SECONDS)
    .execute();
}
