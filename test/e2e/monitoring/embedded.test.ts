import { PackedCommand } from '../../support/command';
import { Gate } from '../../support/gate';
import { each, journey, Lab, noOp, people } from '../../support/lab';
import { journeyBehind, untilMetrics, type Report } from './watch';

jest.setTimeout(300_000);

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
