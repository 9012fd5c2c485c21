/** PostgreSQL is cut off, and stopped as by a crash, under journeys that run in n8n's own engine. */
import '../environment';
import { query } from '../../host/services';
import { ownPostgres, ownServersAvailable, type OwnPostgres } from '../../support/servers';
import { seed } from '../../support/random';
import { randomFrom } from '../../support/random-numbers';
import { openStore } from '../harness';
import { stage } from '../stage';
import { openLine, type Line } from './cut';
import { calm, hurry, live, publishStory, said, Senders, wrongs, type Look } from './story';

// A loaded machine is slow, not wrong.
jest.setTimeout(600_000);

/** Of the first 200 statements every so many is cut in the short form, beginning anywhere; all of them when it is 1. */
const STRIDE = Number(process.env['JOURNEYS_TEST_CUT_EVERY'] ?? 20);
const FIRST = 200;
const CRASHES = 3;

(ownServersAvailable() ? describe : describe.skip)('PostgreSQL', () => {
  let server: OwnPostgres;
  let line: Line;
  const senders = new Senders();
  const people: string[] = [];
  const random = randomFrom(seed);
  const view: Look = async <Row>(sql: string) => (await query(server.url, sql)) as Row[];
  const settle = (): Promise<void> => calm(view);
  const two = (): string[] => {
    const users = [`p${people.length}`, `p${people.length + 1}`];
    people.push(...users);
    return users;
  };

  beforeAll(async () => {
    server = await ownPostgres();
    await server.start();
    line = await openLine(server.url);
    process.env['JOURNEYS_DATABASE_URL'] = line.url;
  });
  afterAll(async () => {
    line?.close();
    await server?.remove();
  });
  stage();
  beforeEach(hurry);

  test.each(['before', 'after'] as const)(
    'the line is cut %s the server has a statement: nobody is lost, nothing happens twice',
    async (place) => {
      const start = await publishStory();
      const missed: number[] = [];
      let cuts = 0;
      for (let statement = 1 + Math.floor(random() * STRIDE); statement <= FIRST; statement += STRIDE) {
        line.cutAt({ statement, place });
        await live(start, two(), senders, settle);
        if (line.hit) cuts += 1;
        else missed.push(statement);
        expect([statement, await wrongs(view, people, senders)]).toEqual([statement, []]);
      }
      process.stdout.write(`faults: the line was cut ${cuts} times, ${place}; seed ${seed}\n`);
      expect(missed).toEqual([]);
    },
  );

  test('the server is stopped at once and started again: all goes on without a restart of ours', async () => {
    const start = await publishStory();
    const refused = senders.refusals.length;
    for (let crash = 0; crash < CRASHES; crash += 1) {
      const before = senders.answered.length;
      await live(start, two(), senders, settle);
      await server.stopImmediately();
      await expect((await openStore()).progress()).rejects.toThrow();
      let up = false;
      await live(start, two(), senders, async () => {
        if (!up) await server.start();
        up = true;
        await settle();
      });
      expect(up).toBe(true);
      expect(senders.answered.length).toBeGreaterThan(before);
      expect(await wrongs(view, people, senders)).toEqual([]);
    }
    expect(senders.refusals.length).toBeGreaterThan(refused);
    for (const text of said()) expect(text).toMatch(/^The journey store did not answer: /);
  });
});
