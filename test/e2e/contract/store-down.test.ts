import {
  createDatabase,
  postgresAvailable,
  postgresUrl,
  query,
  type TestDatabase,
} from '../../host/services';
import { Gate } from '../../support/gate';
import { each, journey, Lab, noOp, wait } from '../../support/lab';
import { set } from '../../support/workflow';
import { SETTING_CASES } from './setting-cases';

jest.setTimeout(300_000);

(postgresAvailable() ? describe : describe.skip)('a store that is down', () => {
  let lab: Lab;
  let gate: Gate;
  let database: TestDatabase;
  beforeAll(async () => {
    gate = await Gate.listen();
    database = await createDatabase();
    lab = await Lab.open({
      env: {
        JOURNEYS_DATABASE_URL: database.url,
        JOURNEYS_MAX_EXECUTIONS: '100',
        // One place for each case, so that what is started after them has to queue inside n8n.
        N8N_CONCURRENCY_PRODUCTION_LIMIT: String(SETTING_CASES.length),
      },
    });
  });
  afterAll(async () => {
    gate?.end();
    await lab?.close();
    await database?.drop();
  });

  const down = async () => {
    await query(postgresUrl, `alter database ${database.name} allow_connections false`);
    await query(postgresUrl, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database.name,
    ]);
  };
  const up = () => query(postgresUrl, `alter database ${database.name} allow_connections true`);
  const count = async (sql: string) =>
    Number((await query<{ n: string }>(database.url, `select count(*) as n from ${sql}`))[0]?.n);
  const until = (what: string, sql: string, wanted: number) =>
    lab.n8n
      .wait(`${wanted} ${what}`, async () => (await count(sql)) === wanted)
      .catch(async (error: Error) => {
        const states = `select state, reason, crashes, store_failures, count(*) from journey_delivery group by 1, 2, 3, 4`;
        throw new Error(`${JSON.stringify(await query(database.url, states))}\n${error.message}`);
      });

  it('lets nobody out and loses nobody, whatever the settings of the nodes', async () => {
    const cases = SETTING_CASES.map(({ setting }, index) => ({ key: `d${index}`, setting }));
    const users = ['ann', 'bob'];
    const ids = await lab.publishAll(
      cases.map(({ key, setting }) =>
        journey(
          key,
          [
            gate.node('Gate', `"${key}/" + $json.userId`),
            wait('Wait', [`${key}.go`], {}, setting),
            set('Yes', { who: "$('Entered').item.json.userId" }),
            set('No', {}),
          ],
          [
            ['Entered', 'Gate'],
            ['Gate', 'Wait'],
            ['Wait', 'Yes'],
            ['Wait', 'No', 1],
            ['Wait', 'No', 2],
          ],
          { peoplePerExecution: 5 },
          setting,
        ),
      ),
    );
    const strict = {
      ...SETTING_CASES[1]?.setting,
      executeOnce: true,
      retryOnFail: true,
      maxTries: 2,
      waitBetweenTries: 10,
    };
    const late = await lab.publish(
      journey(
        'late',
        [wait('Wait', ['late.go'], {}, strict), noOp('Yes'), noOp('No')],
        [
          ['Entered', 'Wait'],
          ['Wait', 'Yes'],
          ['Wait', 'No', 1],
        ],
        { reEntry: 'always' },
        strict,
      ),
    );
    await lab.send({ userId: 'early', event: 'late.start' });
    await until('open wait', `journey_wait where state = 'open'`, 1);

    gate.close();
    await lab.send(...cases.flatMap(({ key }) => each(users, `${key}.start`)));
    await lab.n8n.wait('everybody to be before the wait', () => gate.calls.length === 2 * cases.length);
    // Emitted, but not begun: one is to enter, one is to be continued.
    await lab.send({ userId: 'later', event: 'late.start' }, { userId: 'early', event: 'late.go' });
    await until('emitted', `journey_delivery where state = 'emitted'`, 2);
    await down();
    expect((await lab.post([{ userId: 'ann', event: 'd0.go' }])).status).toBe(503);
    gate.open();
    const parked = await Promise.all(ids.map(async (id) => (await lab.executions(id, 1))[0]));
    for (const execution of parked) {
      expect(execution).toMatchObject({ status: 'error', lastNode: 'Wait' });
      expect(execution?.error).toContain('The journey store did not answer');
      expect(execution?.nodes.get('Wait')?.flatMap((run) => run.outputs.flat())).toEqual([]);
      expect([execution?.nodes.has('Yes'), execution?.nodes.has('No')]).toEqual([false, false]);
    }
    const unclaimed = (await lab.executions(late, 3)).slice(1);
    expect(unclaimed.map(({ status }) => status)).toEqual(['error', 'error']);
    expect(
      unclaimed.flatMap((execution) =>
        [...execution.nodes.values()].flat().flatMap((run) => run.outputs.flat()),
      ),
    ).toEqual([]);

    await up();
    // Who had been won for their execution. The others may be started anew before that is known of theirs.
    const won = `journey_delivery where state = 'ready' and workflow_id <> '${late}'`;
    await until('to be tried again', won, 2 * cases.length);
    const underWay = `journey_delivery where workflow_id = '${late}' and state in ('emitted', 'running')`;
    await until('whoever was not won to be given back', underWay, 0);
    // The next try keeps a distance on the clock of the journeys.
    await lab.clock.move(lab.clock.now() + 60_000);
    await until('waiting', `journey_wait where state = 'open'`, 2 * cases.length + 1);
    await until('continued', `journey_enrollment where user_id = 'early' and reason = 'completed'`, 1);

    await lab.send(...cases.flatMap(({ key }) => each(users, `${key}.go`)), {
      userId: 'later',
      event: 'late.go',
    });
    await until('completed', `journey_enrollment where reason = 'completed'`, 2 * cases.length + 2);
    for (const id of ids) {
      const executions = await lab.executions(id, 3);
      expect(executions.flatMap((execution) => execution.json('Yes').map(({ who }) => who)).sort()).toEqual(
        users,
      );
      expect(executions.some((execution) => execution.nodes.has('No'))).toBe(false);
    }
  });
});
