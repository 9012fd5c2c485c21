import type { Engine } from './engine';

/** Ties the store to one n8n instance, or takes it over; returns the id it is tied to. */
export async function claimInstance(engine: Engine, instanceId: string, takeOver: boolean): Promise<string> {
  return keep(engine, 'instance_id', instanceId, takeOver);
}

/** The secret behind public links: whoever asks first brings it, everybody after that gets the same. */
export async function linkSecret(engine: Engine, fresh: string): Promise<string> {
  return keep(engine, 'link_secret', fresh, false);
}

/** Writes a value that is not there yet, or in any case; returns what is there now. */
async function keep(engine: Engine, key: string, value: string, replace: boolean): Promise<string> {
  await engine.db
    .insertInto('journey_meta')
    .values({ key, value })
    .onConflict((conflict) =>
      replace ? conflict.column('key').doUpdateSet({ value }) : conflict.column('key').doNothing(),
    )
    .execute();
  const row = await engine.db
    .selectFrom('journey_meta')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value ?? value;
}
