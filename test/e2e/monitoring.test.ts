import { createDatabase, postgresAvailable, postgresUrl, query, type TestDatabase } from '../host/services';
import { PackedCommand } from '../support/command';
import { Gate } from '../support/gate';
import { each, journey, Lab, noOp, people } from '../support/lab';

jest.setTimeout(300_000);

interface Report {
  healthy: boolean;
  lastSeenMs: number | null;
  findings: { kind: string; reason: string; count: number; workflowId: string; examples: string[] }[];
}

/** The values of n8n's own /metrics, by name and labels as they stand there; undefined where there is none. */
async function metrics(lab: Lab): Promise<(name: string) => number | undefined> {
  const { status, data } = await lab.n8n.rest.plain('GET', '/metrics');
  expect(status).toBe(200);
  // What n8n itself measures must stay there, whatever becomes of ours.
  expect(data).toContain('n8n_workflow_publication_reconciliation_duration_seconds');
  const lines = String(data).split('\n');
  return (name) => {
    const line = lines.find((text) => text.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  };
}

/** Waits until n8n's /metrics says all of this at once; figures are at most ten seconds old. */
function untilMetrics(lab: Lab, wanted: Record<string, number | undefined>): Promise<boolean> {
  return lab.n8n.wait(`n8n to measure ${JSON.stringify(wanted)}`, async () => {
    const value = await metrics(lab);
    return Object.keys(wanted).every((name) => value(name) === wanted[name]);
  });
}

const journeyBehind = (gate: Gate, key: string) =>
  journey(
    key,
    [gate.node('Gate'), noOp('End')],
    [
      ['Entered', 'Gate'],
      ['Gate', 'End'],
    ],
  );

/** The id of the trigger of every journey here. */
const ENTRY = '00000000-0000-4000-8000-000000000001';

describe('watching over the embedded store', () => {
  let lab: Lab;
  let gate: Gate;
  let command: PackedCommand;
  beforeAll(async () => {
    gate = await Gate.listen();
    command = await PackedCommand.unpack();
    lab = await Lab.open({ env: { JOURNEYS_MAX_EXECUTIONS: '1' } });
  });
  afterEach(() => gate.open());
  afterAll(async () => {
    gate?.end();
    await lab?.close();
    command?.remove();
  });
  const doctor = (...args: string[]) =>
    command.run(['doctor', ...args], { N8N_USER_FOLDER: lab.n8n.userFolder }, lab.clock);
  const report = async () => JSON.parse((await doctor('--json')).out) as Report;

  it('shows the backlog and what is held, beside what n8n measures itself', async () => {
    gate.close();
    const id = await lab.publish(journeyBehind(gate, 'slow'));
    await lab.send(...each(people('slow', 4), 'slow.start'));
    const backlog = `journeys_backlog{workflow_id="${id}",node_id="${ENTRY}"}`;
    await untilMetrics(lab, {
      [backlog]: 3,
      'journeys_deliveries{state="running"}': 1,
      'journeys_deliveries{state="ready"}': 3,
      'journeys_deliveries{state="dead"}': 0,
      journeys_events_unrouted: 0,
      journeys_router_lag_seconds: 0,
      journeys_store_up: 1,
    });
    await lab.n8n.unpublish(id);
    await untilMetrics(lab, { 'journeys_deliveries{state="held"}': 3, [backlog]: undefined });
    gate.open();
    await lab.settled();
  });

  it('starts no more people a minute than the journey asks for, and shows who waits their turn', async () => {
    const paced = { settings: { maxPerMinute: 2 } };
    const id = await lab.publish(journey('paced', [noOp('End')], [['Entered', 'End']], paced));
    const ready = () => lab.store.deliveries(id, 'ready').length;
    await lab.send(...each(people('paced', 5), 'paced.start'));
    await lab.executions(id, 1);
    await lab.clock.move(lab.clock.now() + 1000);
    await lab.executions(id, 2);
    // Until the figures are read anew, several rounds have passed in which somebody could have started.
    await untilMetrics(lab, { [`journeys_backlog{workflow_id="${id}",node_id="${ENTRY}"}`]: 3 });
    await lab.clock.move(lab.clock.now() + 30_000);
    const { healthy, findings } = await report();
    expect(findings.filter(({ kind }) => kind === 'throttled')).toMatchObject([{ count: 3, workflowId: id }]);
    expect([healthy, ready()]).toEqual([true, 3]);
    for (const [started, ms] of [
      [3, 31_000],
      [4, 1000],
      [5, 61_000],
    ] as const) {
      await lab.clock.move(lab.clock.now() + ms);
      await lab.executions(id, started);
    }
    expect(ready()).toBe(0);
    await lab.settled();
  });

  it('is looked at while n8n runs, and decided about once it is stopped', async () => {
    const looked = await doctor();
    expect(looked).toMatchObject({ code: 0, err: '' });
    expect(looked.out).toMatch(/Good to know\n {2}3 held: workflow \S+, node \S+, oldest .*, paused\n/);
    const { findings, healthy, lastSeenMs } = await report();
    expect([healthy, findings.length]).toEqual([true, 1]);
    expect(lastSeenMs).not.toBeNull();
    const [first = '', second = ''] = findings[0]?.examples ?? [];
    expect(await doctor('--resolve', first, 'end')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^n8n is running and is the only one who may write its store .*journeys\.sqlite/,
      ),
    });
    await lab.n8n.stop();
    expect(await doctor('--resolve', first, '--resolve', second, 'end')).toMatchObject({ code: 0, err: '' });
    expect((await report()).findings).toMatchObject([{ kind: 'held', reason: 'paused', count: 1 }]);
    await lab.n8n.start();
  });
});

(postgresAvailable() ? describe : describe.skip)('watching over a store on PostgreSQL', () => {
  let lab: Lab;
  let gate: Gate;
  let command: PackedCommand;
  let database: TestDatabase;
  beforeAll(async () => {
    gate = await Gate.listen();
    command = await PackedCommand.unpack();
    database = await createDatabase();
    lab = await Lab.open({ env: { JOURNEYS_DATABASE_URL: database.url } });
  });
  afterAll(async () => {
    gate?.end();
    await lab?.close();
    await database?.drop();
    command?.remove();
  });
  const doctor = (...args: string[]) =>
    command.run(['doctor', ...args], { JOURNEYS_DATABASE_URL: database.url }, lab.clock);
  const report = async () => JSON.parse((await doctor('--json')).out) as Report;

  it('takes somebody whose journey failed back into it, while n8n runs', async () => {
    gate.fail();
    const id = await lab.publish(journeyBehind(gate, 'failing'));
    await lab.send({ userId: 'ann', event: 'failing.start' });
    await untilMetrics(lab, { 'journeys_deliveries{state="error"}': 1 });
    const { healthy, findings } = await report();
    expect(healthy).toBe(true);
    expect(findings).toMatchObject([{ kind: 'failed', count: 1, workflowId: id }]);
    gate.open();
    expect(await doctor('--resolve', findings[0]?.examples[0] ?? '', 'again')).toMatchObject({
      code: 0,
      err: '',
    });
    const [, again] = await lab.executions(id, 2);
    expect(again).toMatchObject({ status: 'success', lastNode: 'End' });
    await untilMetrics(lab, { 'journeys_deliveries{state="error"}': 0 });
    expect(await doctor()).toMatchObject({ code: 0, out: expect.stringContaining('Healthy') });
  });

  it('tells that the store does not answer, and leaves what n8n measures alone', async () => {
    await query(postgresUrl, `alter database ${database.name} allow_connections false`);
    await query(postgresUrl, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database.name,
    ]);
    await untilMetrics(lab, { journeys_store_up: 0, journeys_events_unrouted: undefined });
    expect(await doctor()).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^Journeys cannot open/),
    });
    await query(postgresUrl, `alter database ${database.name} allow_connections true`);
    await untilMetrics(lab, { journeys_store_up: 1 });
  });
});
