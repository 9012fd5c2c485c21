import { sql, type Kysely } from 'kysely';
import type { Engine, Tx } from '../engine';
import type { Schema } from '../schema';
import { initialSchema } from './001-initial';
import { moves } from './002-moves';

/** One numbered, forward-only change of the schema. */
export interface Migration {
  readonly version: number;
  /** The oldest schema version whose code still works on the tables after this change. */
  readonly minReader: number;
  up(tx: Tx, engine: Engine): Promise<void>;
}

/** All migrations, in order. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, minReader: 1, up: initialSchema },
  { version: 2, minReader: 1, up: moves },
];

/** Raised when the store was written by a release that this one cannot read. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
}

/** Raised when a store has other tables than this release knows, where nobody asked for them to be brought up to date. */
export class SchemaUnknownError extends Error {
  override readonly name = 'SchemaUnknownError';
}

/**
 * The version of the schema, for whoever only looks at a store or settles something in it: never a reason to change it.
 * @throws SchemaUnknownError when it is not the one of this release.
 */
export async function refuseUnknownSchema({ db, label }: Pick<Engine, 'db' | 'label'>): Promise<number> {
  const known = MIGRATIONS.at(-1)?.version ?? 0;
  const found = await currentVersion(db);
  if (found?.version === known) return known;
  throw new SchemaUnknownError(
    found === null
      ? `${label} holds no journeys yet: they are made when the first journey is published`
      : `${label} has schema version ${found.version}, this release knows version ${known}. Run the doctor of the release ` +
          'that this n8n uses: npx in the folder .n8n/nodes takes it',
  );
}

/**
 * Brings the schema up to what this release knows, or refuses a schema that is too new for it. Safe to race: the
 * version is read again under the lock. A newer schema whose `min_reader` still admits this release is used as it is,
 * so that old and new processes run side by side during a rolling upgrade.
 * @throws SchemaTooNewError
 */
export async function migrate(engine: Engine, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const known = migrations.at(-1)?.version ?? 0;
  const found = await currentVersion(engine.db);
  refuseTooNew(found, known, engine);
  if (found !== null && found.version >= known) return;
  await engine.write(async (tx) => {
    await engine.lockMigrations(tx);
    await sql`create table if not exists journey_meta (key text primary key, value text not null)`.execute(
      tx,
    );
    const locked = await currentVersion(tx);
    refuseTooNew(locked, known, engine);
    for (const migration of migrations) {
      if (migration.version <= (locked?.version ?? 0)) continue;
      await migration.up(tx, engine);
      await setMeta(tx, 'schema_version', String(migration.version));
      await setMeta(tx, 'min_reader', String(migration.minReader));
    }
  });
}

interface Version {
  readonly version: number;
  readonly minReader: number;
}

async function currentVersion(db: Kysely<Schema>): Promise<Version | null> {
  const rows = await db
    .selectFrom('journey_meta')
    .selectAll()
    .where('key', 'in', ['schema_version', 'min_reader'])
    .execute()
    .catch((error: unknown) => {
      if (isMissingTable(error)) return [];
      throw error;
    });
  if (rows.length === 0) return null;
  const value = (key: string): number => Number(rows.find((row) => row.key === key)?.value ?? 0);
  return { version: value('schema_version'), minReader: value('min_reader') };
}

function refuseTooNew(found: Version | null, known: number, engine: Engine): void {
  if (found === null || found.minReader <= known) return;
  throw new SchemaTooNewError(
    `${engine.label} has schema version ${found.version}, which needs a release that knows version ${found.minReader}; ` +
      `this one knows ${known}. Update @journey-canvas/n8n-nodes-journeys on this process`,
  );
}

function isMissingTable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '42P01' || (message ?? '').includes('no such table');
}

/** Sets one value of the store's own settings. */
export async function setMeta(tx: Tx, key: string, value: string): Promise<void> {
  await tx
    .insertInto('journey_meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
