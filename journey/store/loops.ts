import type { ParkRequest } from '../ports/store';
import type { Tx } from './engine';
import { endEnrollments } from './enrollments';
import { chunks, selectIn } from './rows';

const HOUR_MS = 3_600_000;

/** The most waits one enrollment may begin within an hour of business time. */
export const MAX_WAITS_PER_HOUR = 100;

const LOOP = `loop: began more than ${MAX_WAITS_PER_HOUR} waits within an hour`;

/**
 * Ends the enrollments of people who run in circles, and answers which: a loop that never waits long enough would never
 * stop by itself.
 */
export async function stopLoops(tx: Tx, requests: readonly ParkRequest[]): Promise<string[]> {
  const now = Math.max(...requests.map((request) => request.startedAt));
  const looping = await selectIn(
    requests.map((request) => request.person.enrollmentId),
    (slice) =>
      tx
        .selectFrom('journey_wait')
        .select('enrollment_id as id')
        .where('enrollment_id', 'in', slice)
        .where('parked_at', '>', now - HOUR_MS)
        .groupBy('enrollment_id')
        .having((eb) => eb.fn.countAll(), '>=', MAX_WAITS_PER_HOUR)
        .execute(),
  );
  const ids = looping.map((row) => row.id);
  await endEnrollments(tx, ids, { reason: 'error', error: LOOP, now });
  return ids;
}

/** Their execution ends well, so it is by this that the doctor tells of them. */
export async function showLoops(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const slice of chunks(ids)) {
    await tx
      .updateTable('journey_delivery')
      .set({ state: 'error', reason: LOOP })
      .where('enrollment_id', 'in', slice)
      .where('state', 'in', ['running', 'in_native_wait'])
      .execute();
  }
}
