import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  embeddedPath,
  engineFor,
  openingError,
  StoreConnectionError,
  type StoreEnvironment,
} from '../../journey/store/connect';
import { describeUrl } from '../../journey/store/postgres/engine';
import { postgresMissing, POSTGRES_URL, temporaryFolder } from './engines';
import { storeOn } from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const SECRET = 's3cr3t-word';
const REFUSING = `postgres://ann:${SECRET}@127.0.0.1:1/journeys`;

/** What somebody reads whose store cannot be opened in this environment. */
async function messageFor(environment: StoreEnvironment): Promise<string> {
  try {
    await storeOn(engineFor(environment));
  } catch (error) {
    return openingError(environment, error).message;
  }
  throw new Error('The store was expected not to open');
}

describe('connecting', () => {
  test('a server that refuses: where, as whom, what to do, and never the password', async () => {
    const message = await messageFor({ JOURNEYS_DATABASE_URL: REFUSING });
    expect(message).toBe(
      'Journeys cannot open PostgreSQL at 127.0.0.1:1/journeys as user ann. Check that the server runs, that the address in ' +
        'JOURNEYS_DATABASE_URL is right, and that the user may create tables (connect ECONNREFUSED 127.0.0.1:1)',
    );
    expect(message).not.toContain(SECRET);
  });

  test('a host with several addresses, none of which answers', async () => {
    const message = await messageFor({ JOURNEYS_DATABASE_URL: 'postgres://ann@localhost:1/journeys' });
    expect(message).toMatch(/localhost:1\/journeys as user ann.*\(.*ECONNREFUSED/);
  });

  test('a host that does not exist', async () => {
    // No name server is asked for a name this long.
    const host = `${'x'.repeat(64)}.invalid`;
    const message = await messageFor({
      JOURNEYS_DATABASE_URL: `postgres://ann:${SECRET}@${host}/journeys`,
    });
    expect(message).toMatch(/x\.invalid:5432\/journeys as user ann.*\(getaddrinfo (ENOTFOUND|EAI_AGAIN)/);
    expect(message).not.toContain(SECRET);
  });

  const missing = postgresMissing();
  (missing === null ? test : test.skip)(
    'a database that does not exist, and a schema that does not',
    async () => {
      const url = new URL(POSTGRES_URL);
      url.password ||= SECRET;
      const elsewhere = new URL(url);
      elsewhere.pathname = '/no_such_database';
      const messages = [
        await messageFor({ JOURNEYS_DATABASE_URL: elsewhere.href }),
        await messageFor({ JOURNEYS_DATABASE_URL: url.href, JOURNEYS_DATABASE_SCHEMA: 'no_such_schema' }),
      ];
      expect(messages[0]).toMatch(
        /no_such_database as user .* \(database "no_such_database" does not exist\)/,
      );
      expect(messages[1]).toContain('no schema has been selected to create in');
      for (const message of messages) expect(message).not.toContain(url.password);
    },
  );

  test.each([
    `postgres://ann:p#${SECRET}@host/db`,
    `postgres://ann:${SECRET}@host:port/db`,
    `postgres://${SECRET}`,
  ])('an address that is no URL is not repeated: %#', async (url) => {
    if (url.endsWith(`//${SECRET}`)) expect(describeUrl(url)).toContain('as user (default)');
    else expect(describeUrl(url)).not.toContain(SECRET);
    if (!url.endsWith(`//${SECRET}`))
      expect(await messageFor({ JOURNEYS_DATABASE_URL: url })).not.toContain(SECRET);
  });

  test('a scheme of another database is refused without repeating the address', () => {
    const open = () => engineFor({ JOURNEYS_DATABASE_URL: `mysql://ann:${SECRET}@host/db` });
    expect(open).toThrow(StoreConnectionError);
    expect(open).toThrow(
      'JOURNEYS_DATABASE_URL must begin with postgres://, for example postgres://user:password@host:5432/database',
    );
  });

  test('queue mode without an address refuses and says what to set, where', () => {
    expect(() => engineFor({ EXECUTIONS_MODE: 'queue' })).toThrow(
      /queue mode.*Set JOURNEYS_DATABASE_URL=postgres:\/\/user:password@host:5432\/database in every n8n process/,
    );
  });

  test('the address may come from a file; the variable itself wins', async () => {
    const { folder, remove } = temporaryFolder();
    const file = path.join(folder, 'url');
    writeFileSync(file, `${REFUSING}\n`);
    const engine = engineFor({ JOURNEYS_DATABASE_URL_FILE: file, EXECUTIONS_MODE: 'queue' });
    expect(engine.label).toBe('PostgreSQL at 127.0.0.1:1/journeys as user ann');
    const other = engineFor({
      JOURNEYS_DATABASE_URL_FILE: file,
      JOURNEYS_DATABASE_URL: ' postgres://bob@other/db ',
    });
    expect(other.label).toBe('PostgreSQL at other:5432/db as user bob');
    await Promise.all([engine.close(), other.close()]);
    remove();
  });

  test('a file that cannot be read is named; an empty one is refused', () => {
    expect(() => engineFor({ JOURNEYS_DATABASE_URL_FILE: '/no/such/file' })).toThrow(
      /JOURNEYS_DATABASE_URL_FILE names \/no\/such\/file, which cannot be read \(ENOENT/,
    );
    expect(() => engineFor({ JOURNEYS_DATABASE_URL_FILE: '/dev/null' })).toThrow(/must begin with postgres/);
  });

  test('without an address the store is in the user folder of n8n', () => {
    expect(embeddedPath({ N8N_USER_FOLDER: '/data' })).toBe('/data/.n8n/journeys.sqlite');
    expect(embeddedPath({})).toBe(path.join(homedir(), '.n8n', 'journeys.sqlite'));
  });

  test('a folder that cannot be used: which file, and what to do', async () => {
    const message = await messageFor({ N8N_USER_FOLDER: '/dev/null' });
    expect(message).toMatch(
      /cannot open the embedded store \/dev\/null\/\.n8n\/journeys\.sqlite\. Check that the folder exists/,
    );
  });

  test('our own refusals are not wrapped', () => {
    const refusal = new StoreConnectionError('as it is');
    expect(openingError({}, refusal)).toBe(refusal);
  });
});
