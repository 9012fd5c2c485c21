/** The embedded store fails under journeys that run in n8n's own engine, and answers again. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { userFolder } from '../environment';
import { journeys } from '../harness';
import { fc, seed } from '../../support/random';
import { move, stage } from '../stage';
import { failCalls } from './calls';
import { breakStatements, mend, readerOf } from './statements';
import { calm, hurry, live, PAUSE, publishStory, said, Senders, wrongs } from './story';

// A loaded machine is slow, not wrong.
jest.setTimeout(600_000);
stage();
beforeEach(hurry);
afterEach(() => void mend());

const file = path.join(userFolder, '.n8n', 'journeys.sqlite');
const view = readerOf(file);
const settle = (): Promise<void> => calm(view);
const senders = new Senders();
/** Everybody of this file's tests. */
const people: string[] = [];

/** Two new people. */
function two(): string[] {
  const users = [`p${people.length}`, `p${people.length + 1}`];
  people.push(...users);
  return users;
}

const FIRST = 200;

test(`each of the first ${FIRST} statements fails once: nobody is lost, nothing happens twice`, async () => {
  const start = await publishStory();
  const missed: number[] = [];
  for (let place = 1; place <= FIRST; place += 1) {
    breakStatements((statement) => statement === place);
    await live(start, two(), senders, settle);
    if (mend().hits !== 1) missed.push(place);
    if (place % 20 === 0) expect([place, await wrongs(view, people, senders)]).toEqual([place, []]);
  }
  expect(missed).toEqual([]);
  for (const text of said()) expect(text).toBe('The journey store did not answer: disk I/O error');
  process.stdout.write(
    `faults: each of ${FIRST} statements failed once; ${senders.refusals.length} appends were refused and sent again\n`,
  );
});

/** One of each ten calls, at a place that the seed picks: a round of ten calls would lose the same one again and again. */
function oneInTen(): (call: number) => boolean {
  const places = fc.sample(fc.nat(9), { numRuns: 1000, seed });
  return (call) => call % 10 === places[Math.floor(call / 10) % places.length];
}

test('one in ten store calls fails, before it is made or after: nobody is lost, nothing happens twice', async () => {
  const start = await publishStory();
  const faults = await failCalls(oneInTen());
  for (let batch = 0; batch < 20; batch += 1) await live(start, two(), senders, settle);
  const { calls, failed } = faults.stop();
  await settle();
  expect(await wrongs(view, people, senders)).toEqual([]);
  expect(failed).toBeGreaterThan(50);
  process.stdout.write(`faults: ${failed} of ${calls} store calls failed, in turn before and after\n`);
});

test('another program holds the write lock for half a minute: senders are refused, n8n goes on, then so do all', async () => {
  const start = await publishStory();
  const [users, later] = [two(), two()];
  await live(start, users, senders, settle);
  const holder = new DatabaseSync(file);
  holder.exec('begin immediate');
  const before = senders.refusals.length;
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 20);
  const released = setTimeout(30_000).then(() => holder.exec('rollback'));
  await senders.send(later, start, async () => void journeys().runtime.poke());
  clearInterval(turning);
  await released;
  holder.close();
  const refusals = senders.refusals.slice(before);
  expect([...new Set(refusals)]).toEqual(['database is locked']);
  // SQLite's own waiting would let the event loop turn once for each refusal.
  expect(turns).toBeGreaterThan(20 * refusals.length);
  await settle();
  await senders.send(later, 'bought', settle);
  await settle();
  move(PAUSE);
  await settle();
  expect(await wrongs(view, people, senders)).toEqual([]);
  process.stdout.write(`faults: locked for 30 s; ${refusals.length} appends were refused and sent again\n`);
});
