import type { Engine } from './engine';

const KEY = 'link_secret';

/** The secret behind public links: whoever asks first brings it, everybody after that gets the same. */
export async function linkSecret(engine: Engine, fresh: string): Promise<string> {
  const known = engine.db.selectFrom('journey_meta').select('value').where('key', '=', KEY);
  const kept = await known.executeTakeFirst();
  if (kept) return kept.value;
  await engine.db
    .insertInto('journey_meta')
    .values({ key: KEY, value: fresh })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return (await known.executeTakeFirstOrThrow()).value;
}
