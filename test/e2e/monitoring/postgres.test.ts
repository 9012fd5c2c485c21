import { randomUUID } from 'node:crypto';
import {
  createDatabase,
  postgresAvailable,
  postgresUrl,
  query,
  type TestDatabase,
} from '../../host/services';
import { PackedCommand } from '../../support/command';
import { Gate } from '../../support/gate';
import { each, journey, Lab, wait } from '../../support/lab';
import { set, type CanvasNode, type Connection } from '../../support/workflow';
import { journeyBehind, untilMetrics, type Report } from './watch';

jest.setTimeout(300_000);

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

  it('moves people whose node is gone to another one, with all that ran before', async () => {
    const greeted = set('Greeted', { hello: "'hello ' + $json.userId" });
    const made = (later: readonly CanvasNode[], connections: readonly Connection[]) =>
      journey('moving', [greeted, ...later], [['Entered', 'Greeted'], ...connections]);
    const id = await lab.publish(
      made([wait('Wait', ['moving.go'], {}, { id: 'gone' })], [['Greeted', 'Wait']]),
    );
    const users = ['ann', 'bob', 'cat'];
    await lab.send(...each(users, 'moving.start'));
    await lab.executions(id, 3);
    const thanks = set('Thanks', {
      told: "$('Entered').item.json.userId + ': ' + $('Greeted').item.json.hello + ', ' + $json.wait.event.properties.amount",
    });
    const other = wait('Other', ['never']);
    await lab.republish(
      id,
      made(
        [other, thanks, wait('Last', ['moving.end'])],
        [
          ['Greeted', 'Other'],
          ['Other', 'Thanks'],
          ['Thanks', 'Last'],
        ],
      ),
    );
    await lab.send(...each(users, 'moving.go', { amount: 5 }));
    await untilMetrics(lab, { 'journeys_deliveries{state="held"}': 3 });
    const { findings } = await report();
    expect(findings).toMatchObject([{ kind: 'held', reason: 'node_missing', count: 3, workflowId: id }]);
    const [first = ''] = findings[0]?.examples ?? [];
    expect(await doctor('--resolve', first, 'move', '--to', 'Thank')).toMatchObject({
      code: 1,
      out: `${first}: its journey, as it was published last, has no node "Thank". It has: Entered, Greeted, Last, Other, Thanks\n`,
    });
    // An id is believed; where the workflow turns out to have no such node they are held where they were.
    expect(await doctor('--resolve', first, 'move', '--to', randomUUID())).toMatchObject({
      code: 0,
      err: '',
    });
    await lab.executions(id, 4);
    const held = (await report()).findings.map(({ nodeId, reason, count }) => [nodeId, reason, count]);
    expect(held.sort()).toEqual([
      ['gone', 'move_failed', 1],
      ['gone', 'node_missing', 2],
    ]);
    expect(await doctor('--resolve', first, 'move', '--to', 'Thanks')).toMatchObject({ code: 0, err: '' });
    const rest = await doctor('--resolve-held', `${id}/gone`, 'move', '--to', 'Thanks');
    expect([rest.code, rest.out.split('\n')]).toEqual([
      0,
      [expect.stringContaining(': move (delivery)'), expect.stringContaining(': move (delivery)'), ''],
    ]);
    const moved = (await lab.executions(id, 7)).slice(4);
    expect(moved.map(({ status, lastNode }) => [status, lastNode])).toEqual(
      users.map(() => ['success', 'Last']),
    );
    expect(moved.flatMap((one) => one.json('Thanks').map(({ told }) => told)).sort()).toEqual(
      users.map((user) => `${user}: hello ${user}, 5`),
    );
    // They wait at the next node like everybody, and go on from there.
    await lab.send(...each(users, 'moving.end'));
    expect((await lab.executions(id, 10)).every(({ status }) => status === 'success')).toBe(true);
    expect((await report()).findings).toEqual([]);
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
