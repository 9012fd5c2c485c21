import { sql, type Selectable } from 'kysely';
import { groupBy } from '../domain/group-by';
import type { ExecutionOutcome, RecoveryLimits, RecoveryReport } from '../ports/store';
import { lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { completeIdle, endEnrollments } from './enrollments';
import { deadBoots, leaseNow } from './lease';
import { chunks, UNSETTLED, writable } from './rows';
import type { Schema } from './schema';

type Delivery = Selectable<Schema['journey_delivery']>;

/** The waits between so many tries add up to nearly three hours: a store that fails now and then must end nobody's journey. */
const STORE_TRIES = 20;
const STORE_BACKOFF_MS = 2_000;
const STORE_BACKOFF_LIMIT_MS = 15 * 60_000;

/**
 * Writes down how an execution ended, for everyone it still owns. People who parked on the way are settled already;
 * of an execution that several people shared, the others go on alone; who was alone ends with the error.
 */
export async function finish(
  engine: Engine,
  executionId: string,
  outcome: ExecutionOutcome,
  now: number,
): Promise<void> {
  const seen = await owned(engine.db, executionId);
  if (seen.length === 0) return;
  await engine.write(async (tx) => {
    await lockPeople(
      engine,
      tx,
      seen.map((row) => row.user_id),
    );
    const rows = await owned(tx, executionId);
    const open = outcome.kind === 'success' ? [] : rows.filter((row) => row.parked === 0);
    await settle(
      tx,
      rows.filter((row) => !open.includes(row)),
      now,
    );
    if (open.length === 0) return;
    if (outcome.kind === 'interrupted') return void (await retryCrashed(tx, open, outcome.message, now));
    if (outcome.kind === 'store_error') return retryLater(tx, open, outcome.message, now);
    if (outcome.kind === 'error' && (await shared(tx, executionId))) return again(tx, open, now);
    await fail(tx, open, 'error', outcome.kind === 'error' ? outcome.message : 'stopped', now);
  });
}

async function owned(db: Engine['db'] | Tx, executionId: string): Promise<Delivery[]> {
  return db
    .selectFrom('journey_delivery')
    .selectAll()
    .where('execution_id', '=', executionId)
    .where('state', 'in', ['running', 'in_native_wait'])
    .execute();
}

async function shared(tx: Tx, executionId: string): Promise<boolean> {
  const rows = await tx
    .selectFrom('journey_delivery')
    .select('id')
    .where('execution_id', '=', executionId)
    .limit(2)
    .execute();
  return rows.length > 1;
}

async function settle(tx: Tx, rows: readonly Delivery[], now: number): Promise<void> {
  await change(tx, rows, { state: 'settled' });
  await completeIdle(
    tx,
    rows.map((row) => row.enrollment_id),
    now,
  );
}

async function again(tx: Tx, rows: readonly Delivery[], now: number): Promise<void> {
  await change(tx, rows, { state: 'ready', alone: 1, ready_at: now });
}

/** A person under whom the process died or n8n gave up this often is not tried again: it is dead, and shown. */
export const CRASH_TRIES = 3;

async function retryCrashed(
  tx: Tx,
  rows: readonly Delivery[],
  message: string,
  now: number,
): Promise<number> {
  const counted = rows.map((row) => ({ ...row, crashes: row.crashes + 1 }));
  const hopeless = counted.filter((row) => row.crashes >= CRASH_TRIES);
  await fail(tx, hopeless, 'dead', `${message} (${CRASH_TRIES} times)`, now);
  for (const [crashes, group] of groupBy(
    counted.filter((row) => row.crashes < CRASH_TRIES),
    (row) => row.crashes,
  )) {
    await change(tx, group, { crashes });
    await again(tx, group, now);
  }
  return hopeless.length;
}

async function retryLater(tx: Tx, rows: readonly Delivery[], message: string, now: number): Promise<void> {
  for (const [failures, group] of groupBy(rows, (row) => row.store_failures + 1)) {
    await change(tx, group, { store_failures: failures });
    if (failures >= STORE_TRIES) await fail(tx, group, 'error', message, now);
    else
      await again(tx, group, now + Math.min(STORE_BACKOFF_MS * 2 ** (failures - 1), STORE_BACKOFF_LIMIT_MS));
  }
}

async function fail(
  tx: Tx,
  rows: readonly Delivery[],
  state: 'error' | 'dead',
  said: string,
  now: number,
): Promise<void> {
  const message = writable(said);
  await endEnrollments(
    tx,
    rows.map((row) => row.enrollment_id),
    { reason: 'error', error: message, now },
  );
  await change(tx, rows, { state, reason: message });
}

async function change(
  tx: Tx,
  rows: readonly Delivery[],
  set: Partial<Schema['journey_delivery']>,
): Promise<void> {
  for (const slice of chunks(rows)) {
    await tx
      .updateTable('journey_delivery')
      .set(set)
      .where(
        'id',
        'in',
        slice.map((row) => row.id),
      )
      .execute();
  }
}

/**
 * Gives back what dead processes held, and what was emitted long ago and never claimed. Whoever was running goes again
 * alone, three times at the most; then the delivery is dead and shown.
 */
export async function recover(
  engine: Engine,
  bootId: string,
  limits: RecoveryLimits,
  now: number,
): Promise<RecoveryReport> {
  const dead = await deadBoots(engine, bootId, limits.leaseMs, limits.othersAreDead);
  const lost = engine.db
    .selectFrom('journey_delivery')
    .selectAll()
    .where(UNSETTLED)
    .where('state', 'in', ['emitted', 'running'])
    .where((eb) =>
      eb.or([
        eb('boot_id', 'in', dead.length > 0 ? dead : ['']),
        eb.and([
          eb('state', '=', 'emitted'),
          eb('emitted_at', '<', sql<number>`${leaseNow(engine)} - ${limits.startTimeoutMs}`),
        ]),
      ]),
    )
    .limit(1000);
  const seen = await lost.execute();
  if (seen.length === 0) return { again: 0, dead: 0 };
  return engine.write(async (tx) => {
    await lockPeople(
      engine,
      tx,
      seen.map((row) => row.user_id),
    );
    const known = new Map(seen.map((row) => [row.id, row]));
    const rows = (
      await tx
        .selectFrom('journey_delivery')
        .selectAll()
        .where('id', 'in', [...known.keys()])
        .execute()
    ).filter((row) => row.state === known.get(row.id)?.state && row.attempt === known.get(row.id)?.attempt);
    const running = rows.filter((row) => row.state === 'running');
    const parked = running.filter((row) => row.parked === 1);
    const crashed = running.filter((row) => row.parked === 0);
    await settle(tx, parked, now);
    const hopeless = await retryCrashed(tx, crashed, 'the process died', now);
    await change(
      tx,
      rows.filter((row) => row.state === 'emitted'),
      { state: 'ready', ready_at: now },
    );
    return { again: rows.length - parked.length - hopeless, dead: hopeless };
  });
}
