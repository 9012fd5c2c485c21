import type { Selectable } from 'kysely';
import type { Tx } from './engine';
import { chunks, selectIn } from './rows';
import type { Schema } from './schema';

/** One event by which a wait may end or count its deadline again. */
export type MatchingRow = Selectable<Schema['journey_wait_event']>;

/** A wait and whose it is: its matching rows lie with its person's, and are found by no other key. */
export interface OwnedWait {
  readonly id: string;
  readonly userId: string;
}

/** The matching rows of waits. */
export function matchingRows(tx: Tx, waits: readonly OwnedWait[]): Promise<MatchingRow[]> {
  return selectIn(waits, (slice) =>
    tx
      .selectFrom('journey_wait_event')
      .selectAll()
      .where('user_id', 'in', usersOf(slice))
      .where('wait_id', 'in', idsOf(slice))
      .execute(),
  );
}

/** Nothing matches these waits any more. */
export async function deleteMatching(tx: Tx, waits: readonly OwnedWait[]): Promise<void> {
  for (const slice of chunks(waits)) {
    await tx
      .deleteFrom('journey_wait_event')
      .where('user_id', 'in', usersOf(slice))
      .where('wait_id', 'in', idsOf(slice))
      .execute();
  }
}

function idsOf(waits: readonly OwnedWait[]): string[] {
  return waits.map(({ id }) => id);
}

function usersOf(waits: readonly OwnedWait[]): string[] {
  return [...new Set(waits.map(({ userId }) => userId))];
}
