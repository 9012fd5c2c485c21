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
