import { setImmediate } from 'node:timers';
import { sql } from 'kysely';
import { sqliteEngine } from '../../journey/store/sqlite/engine';

const engine = sqliteEngine(':memory:');
afterAll(() => engine.close());

/** Keeps the event loop busy, as a slow statement does. */
function spin(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

test('others get their turn in a transaction that takes long, but not into it', async () => {
  const happened: string[] = [];
  const slow = (name: string): Promise<void> =>
    engine.write(async (tx) => {
      happened.push(`${name} begins`);
      await sql`select 1`.execute(tx);
      setImmediate(() => happened.push(`the event loop turns during ${name}`));
      spin(30);
      await sql`select 1`.execute(tx);
      happened.push(`${name} ends`);
    });
  await Promise.all([slow('one'), slow('the other')]);
  expect(happened).toEqual(
    ['one', 'the other'].flatMap((name) => [
      `${name} begins`,
      `the event loop turns during ${name}`,
      `${name} ends`,
    ]),
  );
});
