import { sql } from 'kysely';
import { postgresEngine } from '../../journey/store/postgres/engine';
import { POSTGRES_URL, postgresMissing } from './engines';
import { openPair } from './interleave';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const missing = postgresMissing();
const describeHints = missing === null ? describe : describe.skip;

describeHints('hints between processes on PostgreSQL', () => {
  test('a hint of one process reaches the other', async () => {
    const pair = await openPair();
    const listener = postgresEngine(POSTGRES_URL, { maxConnections: 2 });
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    listener.onNotify(hear);
    // A hint that is sent before the other listens is lost, by design: so it is sent until it is heard.
    let done = false;
    void heard.then(() => {
      done = true;
    });
    while (!done) await pair.a.store.notify();
    await listener.close();
    await pair.close();
  });

  test('closing while the listener is still connecting ends', async () => {
    const engine = postgresEngine(POSTGRES_URL, { maxConnections: 2 });
    engine.onNotify(() => {});
    engine.onNotify(() => {});
    await engine.close();
  });

  test('a listener that loses its connection harms nobody, and listens again by itself', async () => {
    const engine = postgresEngine(POSTGRES_URL, { maxConnections: 3 });
    const count = async () => {
      const { rows } = await sql<{ pid: number }>`
        select pid from pg_stat_activity where application_name = 'journey-canvas' and query = 'listen journey_canvas'
          and datname = current_database() and pid <> pg_backend_pid()`.execute(engine.db);
      return rows.map((row) => row.pid);
    };
    const before = await count();
    const mine = async () => (await count()).filter((pid) => !before.includes(pid));
    engine.onNotify(() => {});
    let pids: number[] = [];
    while (pids.length === 0) pids = await mine();
    await sql`select pg_terminate_backend(${pids[0]}::int)`.execute(engine.db);
    while ((await mine()).length > 0);
    while ((await mine()).length === 0) await engine.write(async () => {});
    await engine.close();
  });

  test('the users of a large batch are locked in one call', async () => {
    const engine = postgresEngine(POSTGRES_URL, { maxConnections: 1 });
    const users = Array.from({ length: 2000 }, (_, index) => `user-${index}`);
    await engine.write((tx) => engine.lockUsers(tx, users));
    await engine.close();
  });
});
