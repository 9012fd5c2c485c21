import path from 'node:path';
import { sql } from 'kysely';
import type { Engine } from '../../journey/store/engine';
import { newDelivery } from '../../journey/store/enrollments';
import { migrate, MIGRATIONS, SchemaTooNewError, setMeta } from '../../journey/store/migrations';
import { postgresEngine } from '../../journey/store/postgres/engine';
import { sqliteEngine } from '../../journey/store/sqlite/engine';
import { onPostgres, POSTGRES_URL, postgresMissing, postgresSchema, temporaryFolder } from './engines';
import { interleave } from './interleave';
import { event, storeOn } from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describePostgres = missing === null ? describe : describe.skip;
const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;

const versionOf = async (engine: Engine) =>
  Object.fromEntries(
    (await engine.db.selectFrom('journey_meta').selectAll().execute()).map((row) => [row.key, row.value]),
  );

const pretend = (engine: Engine, version: number, minReader: number) =>
  engine.write(async (tx) => {
    await setMeta(tx, 'schema_version', String(version));
    await setMeta(tx, 'min_reader', String(minReader));
  });

describe('migrations on SQLite', () => {
  test('a new store gets the newest schema, and migrating again changes nothing', async () => {
    const engine = sqliteEngine(':memory:');
    await migrate(engine);
    await migrate(engine);
    expect(await versionOf(engine)).toEqual({ schema_version: String(NEWEST), min_reader: '1' });
    await engine.close();
  });

  test('only what is missing is applied, in order', async () => {
    const engine = sqliteEngine(':memory:');
    await migrate(engine);
    const applied: number[] = [];
    const more = [1, 2].map((step) => ({
      version: NEWEST + step,
      minReader: NEWEST,
      up: async () => void applied.push(step),
    }));
    await migrate(engine, [...MIGRATIONS, ...more]);
    expect(applied).toEqual([1, 2]);
    expect(await versionOf(engine)).toMatchObject({
      schema_version: String(NEWEST + 2),
      min_reader: String(NEWEST),
    });
    await engine.close();
  });

  test('deliveries of the first schema are those of nobody who was moved', async () => {
    const engine = sqliteEngine(':memory:');
    await migrate(engine, MIGRATIONS.slice(0, 1));
    const { move_to: _, ...row } = newDelivery('d1', 0, {
      ...{ kind: 'entry', workflow_id: 'w', node_id: 'n', enrollment_id: 'e', user_id: 'ann' },
      ...{ wait_id: null, path_hash: '' },
    });
    await sql`insert into journey_delivery (${sql.join(Object.keys(row).map((name) => sql.ref(name)))})
      values (${sql.join(Object.values(row))})`.execute(engine.db);
    await migrate(engine);
    const found = await engine.db.selectFrom('journey_delivery').selectAll().execute();
    expect(found).toEqual([{ ...row, move_to: null }]);
    await engine.close();
  });

  test('a migration that fails leaves the schema as it was', async () => {
    const engine = sqliteEngine(':memory:');
    await migrate(engine);
    const broken = {
      version: NEWEST + 1,
      minReader: NEWEST + 1,
      up: async (tx: Parameters<(typeof MIGRATIONS)[0]['up']>[0]) => {
        await sql`create table half (id text)`.execute(tx);
        throw new Error('broken');
      },
    };
    await expect(migrate(engine, [...MIGRATIONS, broken])).rejects.toThrow('broken');
    expect(await versionOf(engine)).toMatchObject({ schema_version: String(NEWEST) });
    await expect(sql`select * from half`.execute(engine.db)).rejects.toThrow('no such table');
    await engine.close();
  });

  test('a newer schema that still admits this release is used as it is', async () => {
    const engine = sqliteEngine(':memory:');
    await migrate(engine);
    await pretend(engine, NEWEST + 5, NEWEST);
    const store = await storeOn(engine);
    expect(await store.append([event('ann', 'a')])).toEqual(['accepted']);
    expect(await versionOf(engine)).toMatchObject({ schema_version: String(NEWEST + 5) });
    await store.close();
  });

  test('a newer schema that does not is refused, saying what to do', async () => {
    const { folder, remove } = temporaryFolder();
    const file = path.join(folder, 'journeys.sqlite');
    const engine = sqliteEngine(file);
    await migrate(engine);
    await pretend(engine, NEWEST + 5, NEWEST + 1);
    const refusal = expect(storeOn(engine)).rejects;
    await refusal.toThrow(
      `the embedded store ${file} has schema version ${NEWEST + 5}, which needs a release that knows version ` +
        `${NEWEST + 1}; this one knows ${NEWEST}. Update @journey-canvas/n8n-nodes-journeys on this process`,
    );
    // The refused engine holds nothing: the next try says the same, not that another process uses the file.
    await expect(storeOn(sqliteEngine(file))).rejects.toThrow(SchemaTooNewError);
    remove();
  });
});

describePostgres('migrations of two processes on PostgreSQL', () => {
  const tables = async (engine: Engine) => {
    const counted = await sql<{ count: number }>`
      select count(*) as count from information_schema.tables where table_schema = current_schema()`.execute(
      engine.db,
    );
    return counted.rows[0]?.count;
  };
  /** Two engines on an empty schema; the first stops before its commit. */
  const race = async (prepare: (engine: Engine) => void) => {
    const { schema, drop } = await postgresSchema();
    const sides = await Promise.all(
      ['a', 'b'].map(async () => {
        const engine = postgresEngine(POSTGRES_URL, { schema, maxConnections: 1 });
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(engine.db);
        prepare(engine);
        return { engine, pid: rows[0]?.pid ?? 0 };
      }),
    );
    return { sides: sides as [(typeof sides)[0], (typeof sides)[0]], drop };
  };

  test('one creates the schema, the other waits and finds it', async () => {
    const { sides, drop } = await race(() => {});
    const outcome = await interleave(
      sides,
      ({ engine }) => migrate(engine),
      ({ engine }) => migrate(engine),
    );
    expect(outcome).toMatchObject({
      waited: true,
      first: { status: 'fulfilled' },
      second: { status: 'fulfilled' },
    });
    expect(await versionOf(sides[0].engine)).toEqual({ schema_version: String(NEWEST), min_reader: '1' });
    expect(await tables(sides[0].engine)).toBeGreaterThan(20);
    await Promise.all(sides.map(({ engine }) => engine.close()));
    await drop();
  });

  test('CONTROL: without the lock of migrations the other runs into the first', async () => {
    const { sides, drop } = await race((engine) => {
      engine.lockMigrations = async () => {};
    });
    const outcome = await interleave(
      sides,
      ({ engine }) => migrate(engine),
      ({ engine }) => migrate(engine),
    );
    expect(outcome.second).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    await Promise.all(sides.map(({ engine }) => engine.close()));
    await drop();
  });

  test('many at once agree on one schema', async () => {
    const { schema, drop } = await postgresSchema();
    const engines = Array.from({ length: 6 }, () =>
      postgresEngine(POSTGRES_URL, { schema, maxConnections: 1 }),
    );
    const stores = await Promise.all(engines.map(storeOn));
    expect(await stores[5]?.append([event('ann', 'a')])).toEqual(['accepted']);
    await Promise.all(stores.map((store) => store.close()));
    await drop();
  });

  test('a schema that is too new is refused with the name of the server and no password', async () => {
    const { schema, drop } = await postgresSchema();
    const secret = new URL(POSTGRES_URL);
    secret.password ||= 'hidden-secret';
    const engine = postgresEngine(secret.href, { schema });
    await onPostgres(
      `create table ${schema}.journey_meta (key text primary key, value text not null)`,
      `insert into ${schema}.journey_meta values ('schema_version', '99'), ('min_reader', '99')`,
    );
    const error = await storeOn(engine).catch((cause: unknown) => cause as Error);
    expect(String(error)).toContain(`PostgreSQL at ${secret.hostname}:${secret.port || '5432'}`);
    expect(String(error)).toContain('needs a release that knows version 99');
    expect(String(error)).not.toContain(secret.password);
    await drop();
  });
});
