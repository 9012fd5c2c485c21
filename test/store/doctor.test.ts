import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../journey/cli/main';
import type { StoreEnvironment } from '../../journey/store/connect';
import { setMeta } from '../../journey/store/migrations';
import { postgresEngine } from '../../journey/store/postgres/engine';
import { sqliteEngine } from '../../journey/store/sqlite/engine';
import { POSTGRES_URL, postgresMissing, postgresSchema, temporaryFolder } from './engines';
import { deliveries, enter, found, storeOn } from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a shell would. */
async function doctor(line: string, environment: StoreEnvironment): Promise<Answer> {
  let out = '';
  let err = '';
  const code = await main(['doctor', ...line.split(' ').filter((word) => word !== '')], environment, {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const json = <T>({ out }: Answer): T => JSON.parse(out) as T;

describe('the doctor on the embedded store', () => {
  const { folder, remove } = temporaryFolder();
  const file = path.join(folder, '.n8n', 'journeys.sqlite');
  const here = { N8N_USER_FOLDER: folder };
  afterAll(remove);

  test('says that there is none, and makes none', async () => {
    for (const line of ['', '--resolve x end']) {
      const { code, out, err } = await doctor(line, here);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(`There is no journey store at ${file}. Set N8N_USER_FOLDER`);
    }
  });

  test('looks while somebody else writes, decides only when nobody does', async () => {
    const store = await storeOn(sqliteEngine(file));
    const [person] = await enter(store, ['ann']);
    const id = found(person).deliveryId;
    await store.holdPeople([{ id, attempt: 1 }], 'node_missing');
    const report = await doctor('', here);
    expect([report.code, report.err]).toEqual([1, '']);
    expect(report.out).toContain('1 held: workflow journey, node trigger,');
    expect(report.out).toContain(id);

    const refused = await doctor(`--resolve ${id} end`, here);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/^n8n is running and is the only one who may write its store .* Stop n8n/);
    expect((await doctor('--confirm-instance other', here)).code).toBe(2);
    await store.close();

    expect(json(await doctor('--json', here))).toMatchObject({
      healthy: false,
      store: `the embedded store ${file}`,
      waiting: 0,
      figures: { deliveries: { held: 1 } },
      findings: [{ kind: 'held', reason: 'node_missing', oldestAt: expect.any(Number), examples: [id] }],
    });
    expect(await doctor(`--resolve ${id} done`, here)).toMatchObject({ code: 1 });
    expect(await doctor(`--resolve ${id} end --json`, { ...here, JOURNEYS_DATABASE_URL: '' })).toEqual({
      code: 0,
      out: `${JSON.stringify({ id, resolved: { kind: 'resolved', what: 'delivery' } })}\n`,
      err: '',
    });
    expect(await doctor(`--database ${file}`, {})).toMatchObject({ code: 0 });
  });

  test('ends the people of a journey that was deleted', async () => {
    const store = await storeOn(sqliteEngine(file));
    await enter(store, ['bob']);
    await store.close();
    expect(await doctor('--end-journey other', here)).toMatchObject({
      code: 1,
      out: expect.stringContaining('no journey has this workflow ID') as string,
    });
    expect(await doctor('--end-journey journey', here)).toEqual({
      code: 0,
      out: 'journey: 1 people have left, nobody enters any more\n',
      err: '',
    });
  });

  test('ties a copied store to another n8n', async () => {
    const store = await storeOn(sqliteEngine(file));
    await store.claimInstance('first', false);
    await store.close();
    const { code, out } = await doctor('--confirm-instance second', here);
    expect([code, out]).toEqual([0, expect.stringContaining('belongs to the n8n instance second now')]);
    expect(json(await doctor('--json', here))).toMatchObject({ instanceId: 'second' });
  });

  test('leaves a store of another release as it is', async () => {
    const engine = sqliteEngine(path.join(folder, 'other.sqlite'));
    await storeOn(engine);
    await engine.write((tx) => setMeta(tx, 'schema_version', '99'));
    await engine.close();
    for (const line of ['', '--confirm-instance x']) {
      const { code, err } = await doctor(`${line} --database ${path.join(folder, 'other.sqlite')}`, {});
      expect([code, err]).toEqual([2, expect.stringContaining('has schema version 99, this release knows')]);
    }
  });

  test('reports a file that is damaged, and one that is none', async () => {
    const broken = path.join(folder, 'broken.sqlite');
    writeFileSync(broken, 'this is a text of more than a hundred bytes '.repeat(20));
    const { code, err } = await doctor(`--database ${broken}`, {});
    expect([code, err]).toEqual([2, expect.stringContaining('file is not a database')]);
  });
});

const missing = postgresMissing();

(missing === null ? describe : describe.skip)('the doctor on PostgreSQL', () => {
  test('looks and decides while n8n works, in a schema of its own', async () => {
    const { schema, drop } = await postgresSchema();
    const environment = { JOURNEYS_DATABASE_URL: POSTGRES_URL, JOURNEYS_DATABASE_SCHEMA: schema };
    expect(await doctor('', environment)).toMatchObject({
      code: 2,
      err: expect.stringContaining('holds no journeys yet'),
    });
    const engine = postgresEngine(POSTGRES_URL, { schema, maxConnections: 2 });
    try {
      const store = await storeOn(engine);
      const people = await enter(store, ['ann', 'bob']);
      const [ann, bob] = people.map(({ deliveryId }) => deliveryId);
      expect(await doctor('', environment)).toMatchObject({ code: 0, err: '' });
      await store.holdPeople(
        people.map(({ deliveryId }) => ({ id: deliveryId, attempt: 1 })),
        'failing',
      );
      const found = json<{ findings: { examples: string[] }[] }>(
        await doctor(`--json --database ${POSTGRES_URL}`, { JOURNEYS_DATABASE_SCHEMA: schema }),
      );
      expect(found.findings[0]?.examples.sort()).toEqual([ann, bob].sort());
      const { code, out } = await doctor(
        `--resolve ${ann} --resolve nobody --resolve ${bob} again`,
        environment,
      );
      expect(code).toBe(1);
      expect(out.split('\n')).toEqual([
        expect.stringMatching(`^${ann}: again \\(delivery\\), starts with`),
        'nobody: nothing has this id. Take one that the doctor names',
        expect.stringMatching(`^${bob}: again`),
        '',
      ]);
      expect((await deliveries(engine)).map((row) => row.state)).toEqual(['ready', 'ready']);
    } finally {
      await engine.close();
      await drop();
    }
  });
});
