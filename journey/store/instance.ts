import type { NewId } from '../ports/clock';
import type { Engine } from './engine';

/** Ties the store to one n8n instance, or takes it over from another; returns the id it is tied to. */
export async function claimInstance(engine: Engine, instanceId: string, takeOver: boolean): Promise<string> {
  await engine.db
    .insertInto('journey_meta')
    .values({ key: 'instance_id', value: instanceId })
    .onConflict((conflict) =>
      takeOver
        ? conflict.column('key').doUpdateSet({ value: instanceId })
        : conflict.column('key').doNothing(),
    )
    .execute();
  const row = await engine.db
    .selectFrom('journey_meta')
    .select('value')
    .where('key', '=', 'instance_id')
    .executeTakeFirst();
  return row?.value ?? instanceId;
}

/** The secret of this store, made by whoever asks first; two at once agree on one. */
export async function tokenSecret(engine: Engine, newId: NewId): Promise<string> {
  const made = engine.db
    .insertInto('journey_meta')
    .values({ key: 'token_secret', value: newId() + newId() })
    .onConflict((conflict) => conflict.column('key').doNothing());
  const kept = engine.db.selectFrom('journey_meta').select('value').where('key', '=', 'token_secret');
  const known = await kept.executeTakeFirst();
  if (known) return known.value;
  await made.execute();
  return (await kept.executeTakeFirstOrThrow()).value;
}
