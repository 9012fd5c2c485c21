import type { Selectable } from 'kysely';
import type { ParkOutcome, ParkRequest, WaitResult } from '../ports/store';
import type { LoggedEvent } from '../domain/user-event';
import type { Engine, Tx } from './engine';
import { chunks, selectIn, toEvent } from './rows';
import type { Schema } from './schema';
import { happenedOf } from './waits';

/** What the row of a wait tells of its end. */
export interface WaitEnd {
  readonly branchId: string | null;
  readonly resolvedSeq: number | null;
  readonly allOf: number | null;
  readonly happened: string | null;
  readonly parkedAt: number;
  readonly deadlineAt: number | null;
}

/** Where in the log the events stand that a wait's end tells of. */
export function seqsOf({ resolvedSeq, happened }: Pick<WaitEnd, 'resolvedSeq' | 'happened'>): number[] {
  return [...(resolvedSeq === null ? [] : [resolvedSeq]), ...happenedOf(happened).map(([, seq]) => seq)];
}

/** Events by their place in the log. */
export async function eventsAt(
  db: Engine['db'] | Tx,
  seqs: readonly number[],
): Promise<Map<number, LoggedEvent>> {
  const rows = await selectIn(seqs, (slice) =>
    db.selectFrom('journey_event').selectAll().where('seq', 'in', slice).execute(),
  );
  return new Map(rows.map((row) => [row.seq, toEvent(row)]));
}

/** How a wait ended, for whoever goes on from it. */
export function resultOf(end: WaitEnd, events: ReadonlyMap<number, LoggedEvent>): WaitResult {
  const happened = happenedOf(end.happened).flatMap(([branchId, seq]) => {
    const event = events.get(seq);
    return event ? [{ branchId, event }] : [];
  });
  return {
    branchId: end.branchId,
    event: events.get(end.resolvedSeq ?? 0) ?? null,
    happened: end.allOf === 1 ? happened : null,
    startedAt: end.parkedAt,
    deadlineAt: end.deadlineAt,
  };
}

/** What the row of a wait says about its end. */
export function endOf(row: Selectable<Schema['journey_wait']>): WaitEnd {
  return {
    branchId: row.branch_id,
    resolvedSeq: row.resolved_seq,
    allOf: row.all_of,
    happened: row.happened,
    parkedAt: row.parked_at,
    deadlineAt: row.deadline_at,
  };
}

/**
 * Waits that an earlier attempt of the same visit left behind, as outcomes by their keys. One that was cancelled is none:
 * whoever comes to it again left the journey with it, by an error, and was taken back.
 */
export async function knownWaits(
  tx: Tx,
  requests: readonly ParkRequest[],
): Promise<Map<string, ParkOutcome>> {
  const rows = await selectIn(
    requests.map((request) => request.waitKey),
    (slice) =>
      tx
        .selectFrom('journey_wait')
        .selectAll()
        .where('wait_key', 'in', slice)
        .where('state', '!=', 'cancelled')
        .execute(),
  );
  const deliveries = await selectIn(
    rows.map((row) => row.id),
    (slice) => tx.selectFrom('journey_delivery').select('wait_id').where('wait_id', 'in', slice).execute(),
  );
  const continued = new Set(deliveries.map((row) => row.wait_id));
  const ends = rows.map((row) => ({ row, end: endOf(row) }));
  const events = await eventsAt(
    tx,
    ends.flatMap(({ end }) => seqsOf(end)),
  );
  return new Map(
    ends.map(({ row, end }): [string, ParkOutcome] => {
      // A wait that a delivery continues, or that is open, emits nothing here; one that never parked goes on at once again.
      const parked = row.state !== 'resolved' || continued.has(row.id);
      return [
        row.wait_key,
        parked ? { kind: 'parked' } : { kind: 'resolved', result: resultOf(end, events) },
      ];
    }),
  );
}

/** Removes what is left of waits that were cancelled and begin again; answers by their keys since when events count. */
export async function takeCancelled(
  tx: Tx,
  requests: readonly ParkRequest[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await selectIn(
    requests.map((request) => request.waitKey),
    (slice) =>
      tx
        .deleteFrom('journey_wait')
        .where('wait_key', 'in', slice)
        .where('state', '=', 'cancelled')
        .returning(['id', 'wait_key', 'since_at'])
        .execute(),
  );
  for (const slice of chunks(rows.map(({ id }) => id)))
    await tx.deleteFrom('journey_wait_data').where('wait_id', 'in', slice).execute();
  return new Map(rows.map((row) => [row.wait_key, row.since_at]));
}
