import type { StepRef } from '../ports/store';
import type { Tx } from './engine';
import { selectIn } from './rows';

/** Writes down that something was done in the name of a step, for good: whoever comes with the key again finds it. */
export async function keepEffect(
  tx: Tx,
  { person, key, nodeId }: StepRef,
  { kind, result, at }: { readonly kind: string; readonly result: string | null; readonly at: number },
): Promise<void> {
  await tx
    .insertInto('journey_effect')
    .values({
      key,
      enrollment_id: person.enrollmentId,
      delivery_id: person.deliveryId,
      node_id: nodeId,
      kind,
      state: 'done',
      attempt: person.attempt,
      lease_until: null,
      result,
      created_at: at,
    })
    .execute();
}

/** Which of these keys something was done under. Call it under the users' locks to act on it. */
export async function keptEffects(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const rows = await selectIn(keys, (slice) =>
    tx.selectFrom('journey_effect').select('key').where('key', 'in', slice).execute(),
  );
  return new Set(rows.map((row) => row.key));
}
