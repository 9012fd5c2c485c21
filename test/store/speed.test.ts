import { performance } from 'node:perf_hooks';
import { openFile } from './engines';
import { enter, event, parking, route } from './kit';

const PEOPLE = 10_000;

/** Not a benchmark and nothing is asserted about time: a figure to look at when something feels slow. */
test('prints how fast SQLite appends and routes with 10,000 open waits', async () => {
  const { store, close } = await openFile();
  const users = Array.from({ length: PEOPLE }, (_, index) => `user-${index}`);
  const people = await enter(store, users);
  const figures: string[] = [];
  const measure = async (name: string, work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    figures.push(`${name} ${Math.round((PEOPLE / (performance.now() - begun)) * 1000)}/s`);
  };
  await measure('park', () => store.park(people.map((person) => parking(person))));
  const batches = Array.from({ length: PEOPLE / 500 }, (_, batch) =>
    users.slice(batch * 500, batch * 500 + 500).map((user) => event(user, 'paid')),
  );
  await measure('append (500 a commit)', async () => {
    for (const batch of batches) await store.append(batch);
  });
  let resolved = 0;
  await measure('route (500 a batch)', async () => {
    for (let report = await route(store, 0, 500); report.events > 0; report = await route(store, 0, 500)) {
      resolved += report.resolved;
    }
  });
  expect(resolved).toBe(PEOPLE);
  process.stdout.write(`\nSQLite file, ${PEOPLE} people: ${figures.join(', ')}\n`);
  await close();
}, 60_000);
