import { sql } from 'kysely';
import { groupBy } from '../domain/group-by';
import { otherIdOf } from '../domain/identity';
import type { EntryRule } from '../domain/entry';
import type { LoggedEvent } from '../domain/user-event';
import type { Canonical } from './aliases';
import { moveConsents } from './consents';
import type { Tx } from './engine';
import { endEnrollments } from './enrollments';
import { moveProfile } from './profiles';
import { toEvent } from './rows';

/** An id that is to be merged into a user. */
export interface Merge {
  readonly alias: string;
  readonly userId: string;
}

/** What an event asks to merge: 'no', because nothing would change, a merge, or why it must not be. */
export type MergeWish = 'no' | Merge | { readonly refused: string };

/**
 * What an event asks to merge. An id that is the user by now is done already, which also ends every circle; an id that
 * belongs to somebody else stays with them, so that two known users are never made one by a shared device.
 */
export function mergeWish(event: LoggedEvent, canonical: Canonical): MergeWish {
  const alias = otherIdOf(event);
  if (alias === null) return 'no';
  const userId = canonical(event.userId);
  const known = canonical(alias);
  if (known === userId) return 'no';
  if (known !== alias) return { refused: `alias_refused: ${alias} was merged into another user before` };
  return { alias, userId };
}

/**
 * Makes everything of an id the user's: events, waits, passages, deliveries, coupons, profile, contact and the ids merged into it
 * before. Returns the user's events, for their open waits to look back on. Call it under the locks of both ids.
 */
export async function mergeInto(tx: Tx, { alias, userId }: Merge, now: number): Promise<LoggedEvent[]> {
  await tx.updateTable('journey_alias').set({ user_id: userId }).where('user_id', '=', alias).execute();
  await tx.insertInto('journey_alias').values({ alias, user_id: userId, merged_at: now }).execute();
  for (const table of [
    'journey_event',
    'journey_enrollment',
    'journey_wait_event',
    'journey_contact',
  ] as const) {
    await tx.updateTable(table).set({ user_id: userId }).where('user_id', '=', alias).execute();
  }
  await moveOfEnrollments(tx, alias, userId);
  await moveCoupons(tx, alias, userId);
  await moveProfile(tx, alias, userId);
  await moveConsents(tx, alias, userId);
  await endDoubles(tx, userId, now);
  return historyOfWaits(tx, userId);
}

/** Found by enrollment, for which these tables have an index. */
async function moveOfEnrollments(tx: Tx, alias: string, userId: string): Promise<void> {
  const own = tx.selectFrom('journey_enrollment').select('id').where('user_id', '=', userId);
  for (const table of ['journey_wait', 'journey_delivery'] as const) {
    await tx
      .updateTable(table)
      .set({ user_id: userId })
      .where('enrollment_id', 'in', own)
      .where('user_id', '=', alias)
      .execute();
  }
}

/** A coupon of a plan and instance that the user has got already stays under the old id: it was given twice, before. */
async function moveCoupons(tx: Tx, alias: string, userId: string): Promise<void> {
  await sql`update journey_coupon_issue set user_id = ${userId} where user_id = ${alias} and not exists (
    select 1 from journey_coupon_issue as held where held.user_id = ${userId}
      and held.plan_id = journey_coupon_issue.plan_id and held.instance_key = journey_coupon_issue.instance_key)`.execute(
    tx,
  );
}

/** Of active passages that a journey allows one of, the older stays. */
async function endDoubles(tx: Tx, userId: string, now: number): Promise<void> {
  const active = await tx
    .selectFrom('journey_enrollment')
    .select(['id', 'workflow_id', 'instance_key'])
    .where('user_id', '=', userId)
    .where('state', '=', 'active')
    .orderBy('entered_at')
    .orderBy('entry_seq')
    .execute();
  const doubles = [...groupBy(active, (row) => JSON.stringify([row.workflow_id, row.instance_key])).values()];
  for (const [first, ...later] of doubles) {
    if (!first || later.length === 0 || (await allowsSeveral(tx, first.workflow_id))) continue;
    await endEnrollments(
      tx,
      later.map((row) => row.id),
      { reason: 'merged', now },
    );
  }
}

async function allowsSeveral(tx: Tx, workflowId: string): Promise<boolean> {
  const rules = await tx
    .selectFrom('journey_rule')
    .select('spec')
    .where('workflow_id', '=', workflowId)
    .execute();
  return rules.some((row) => (JSON.parse(row.spec) as EntryRule).reEntry.mode === 'always');
}

async function historyOfWaits(tx: Tx, userId: string): Promise<LoggedEvent[]> {
  const rows = await tx
    .selectFrom('journey_event')
    .selectAll()
    .where('user_id', '=', userId)
    .where('name', 'in', (eb) =>
      eb.selectFrom('journey_wait_event').select('event_name').where('user_id', '=', userId),
    )
    .execute();
  return rows.map(toEvent);
}

/** The ids that events name, for whom to look up and to lock. */
export function namedIds(events: readonly LoggedEvent[]): string[] {
  return [...new Set(events.flatMap((event) => [event.userId, otherIdOf(event) ?? event.userId]))];
}

/** Says of an event that its merge was refused, and why; it counts as an event all the same. */
export async function recordRefusal(tx: Tx, seq: number, reason: string, now: number): Promise<void> {
  await tx
    .insertInto('journey_event_dead')
    .values({ seq, kind: 'alias_refused', reason, failed_at: now })
    .execute();
}

/** Writes into the log whose these events are: whoever looks back later reads them by user. */
export async function ownEvents(tx: Tx, events: readonly LoggedEvent[], canonical: Canonical): Promise<void> {
  const moved = events.filter((event) => canonical(event.userId) !== event.userId);
  for (const [userId, own] of groupBy(moved, (event) => canonical(event.userId))) {
    await tx
      .updateTable('journey_event')
      .set({ user_id: userId })
      .where(
        'seq',
        'in',
        own.map((event) => event.seq),
      )
      .execute();
  }
}

/** The part of a batch that can be routed at once: up to the first merge, or the merge alone. */
export function untilMerge(events: readonly LoggedEvent[], canonical: Canonical): readonly LoggedEvent[] {
  const first = events.findIndex((event) => mergeWish(event, canonical) !== 'no');
  return first < 0 ? events : events.slice(0, Math.max(first, 1));
}
