import { sql } from 'kysely';
import { dropPostgres, onPostgres, openPostgres, postgresMissing } from './engines';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

(postgresMissing() === null ? describe : describe.skip)('a connection to PostgreSQL that is cut', () => {
  afterAll(dropPostgres);

  test('in the middle of a transaction fails that transaction, not the process, and the next one works', async () => {
    const { engine, close } = await openPostgres();
    const cut = engine.write(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      // The statement is under way when the server goes: both it and the connection itself hear of it.
      const asleep = sql`select pg_sleep(60)`.execute(tx);
      await Promise.all([asleep, onPostgres(`select pg_terminate_backend(${rows[0]?.pid})`)]);
    });
    await expect(cut).rejects.toThrow();
    const { rows } = await engine.write((tx) => sql`select 1 as one`.execute(tx));
    expect(rows).toEqual([{ one: 1 }]);
    await close();
  });
});
