import { DatabaseSync } from 'node:sqlite';
import { Gate } from '../../support/gate';
import { each, journey, Lab, noOp, people, wait } from '../../support/lab';
import { nativeWait } from '../../support/native-wait';
import { node, set } from '../../support/workflow';

jest.setTimeout(300_000);

describe('an n8n that runs one execution at a time', () => {
  let lab: Lab;
  let gate: Gate;
  let busy: string;
  beforeAll(async () => {
    gate = await Gate.listen();
    lab = await Lab.open({ env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' } });
    busy = await lab.publish(
      journey(
        'busy',
        [
          gate.node('Gate', '"busy"'),
          node(
            'Copy',
            'n8n-nodes-base.set',
            {
              assignments: {
                assignments: [
                  { id: 'd', name: 'deliveries', type: 'array', value: '={{ $json.deliveries ?? [] }}' },
                  { id: 'w', name: 'deliveries2', type: 'object', value: '={{ $json }}' },
                ],
              },
              options: {},
            },
            { typeVersion: 3.4 },
          ),
          wait('Wait', ['busy.go']),
          noOp('End'),
        ],
        [
          ['Entered', 'Gate'],
          ['Gate', 'Copy'],
          ['Copy', 'Wait'],
          ['Wait', 'End'],
        ],
        { reEntry: 'always' },
      ),
    );
  });
  afterAll(async () => {
    gate?.end();
    await lab?.close();
  });

  /** n8n's own table: executions that it has accepted and not begun. */
  const rowsNotBegun = (id: string): number => {
    const database = new DatabaseSync(`${lab.n8n.userFolder}/.n8n/database.sqlite`, { readOnly: true });
    const [row] = database
      .prepare(`select count(*) as count from execution_entity where workflowId = ? and status = 'new'`)
      .all(id);
    database.close();
    return Number(row?.['count']);
  };

  const occupy = async (user: string) => {
    const before = gate.count('busy');
    gate.close();
    await lab.send({ userId: user, event: 'busy.start' });
    await lab.n8n.wait('the only place to be taken', () => gate.count('busy') === before + 1);
  };

  it('takes json that looks like a continuation for ordinary data, which continues nobody', async () => {
    const id = await lab.publish(
      journey(
        'victim',
        [wait('Wait', ['victim.go']), gate.node('After', '"after/" + $json.userId')],
        [
          ['Entered', 'Wait'],
          ['Wait', 'After'],
        ],
      ),
    );
    await lab.send({ userId: 'victim', event: 'victim.start' });
    await lab.settled();
    await occupy('attacker');
    await lab.send({ userId: 'victim', event: 'victim.go' });
    const stolen = await lab.n8n.wait('an emitted delivery', () => {
      const [row] = lab.store.deliveries(id, 'emitted');
      return row && { id: row.id, attempt: row.attempt };
    });
    // The event and the webhook's body, while the delivery can be claimed by whoever knows its ids.
    const asBody = await lab.n8n.postWebhook('in', { deliveries: [stolen] });
    expect(asBody.status).toBe(400);
    await lab.send({ userId: 'other', event: 'victim.start', properties: { deliveries: [stolen] } });
    expect(lab.store.deliveries(id, 'emitted').map((row) => row.id)).toContain(stolen.id);
    // An Edit Fields node before a wait, in the execution that runs just now.
    gate.open({ deliveries: [stolen], json: { deliveries: [stolen] } });
    await lab.settled();
    expect(gate.count('after/victim')).toBe(1);
    expect(lab.store.enrollments(id).map(({ reason }) => reason)).toEqual(['completed', null]);
    expect(lab.store.waits(busy, 'open').map(({ user_id }) => user_id)).toEqual(['attacker']);
    gate.open();
    await lab.send({ userId: 'attacker', event: 'busy.go' });
    await lab.settled();
    const executions = await lab.executions(busy, 2);
    expect(executions[1]?.json('End')).toEqual([expect.objectContaining({ deliveries: [stolen] })]);
    expect(gate.count('after/victim')).toBe(1);
  });

  /** A journey with n8n's own Wait in it; people come to ours only after somebody has resumed n8n's. */
  const native = () =>
    journey(
      'native',
      [
        gate.node('Before', '"native/" + $json.userId'),
        set('Resume', { url: '$execution.resumeUrl' }),
        nativeWait('Native Wait'),
        wait('Wait', ['native.go']),
        noOp('End'),
      ],
      [
        ['Entered', 'Before'],
        ['Before', 'Resume'],
        ['Resume', 'Native Wait'],
        ['Native Wait', 'Wait'],
        ['Wait', 'End'],
      ],
    );

  const resume = async (id: string, user: string) => {
    const all = await Promise.all(
      (await lab.n8n.listExecutions(id)).map(({ id: one }) => lab.n8n.getExecution(one)),
    );
    const mine = all.find((execution) => execution.json('Entered')[0]?.['userId'] === user);
    const url = String(mine?.json('Resume')[0]?.['url']);
    expect((await fetch(url)).status).toBe(200);
  };

  it('lets everybody in once though n8n repeats at its start what it had not begun', async () => {
    const id = await lab.publish(
      journey(
        'new',
        [gate.node('Count', '"new/" + $json.userId'), wait('Wait', ['new.go'])],
        [
          ['Entered', 'Count'],
          ['Count', 'Wait'],
        ],
      ),
    );
    const users = people('new', 4);
    const slowly = await lab.publish(native());
    await lab.send(...each(['native-1', 'native-2'], 'native.start'));
    const inNative = () => lab.store.deliveries(slowly).map(({ state }) => state);
    await lab.n8n.wait(
      'the native waits to be noted',
      () => inNative().filter((state) => state === 'in_native_wait').length === 2,
    );
    await resume(slowly, 'native-1');
    await lab.n8n.wait('one to wait here', () => lab.store.waits(slowly, 'open').length === 1);
    await lab.n8n.wait('its delivery to be settled', () => inNative().includes('settled'));
    await occupy('slow');
    await lab.send(...each(users, 'new.start'));
    await lab.n8n.wait('n8n to have accepted them all', () => rowsNotBegun(id) === 4);
    await lab.n8n.kill9();
    expect(rowsNotBegun(id)).toBe(4);
    await lab.n8n.start();
    // Until we look after those people too, n8n must not have run them all.
    await lab.n8n.waitUntilActive(id);
    gate.open();
    await lab.settled();
    const executions = await lab.executions(id, 5);
    // n8n ran what it had accepted, and we started everybody once more: only one of each acted.
    expect(executions.length).toBeGreaterThan(4);
    expect(
      executions.flatMap((execution) => execution.json('Entered').map(({ userId }) => userId)).sort(),
    ).toEqual(users);
    expect(users.map((user) => gate.count(`new/${user}`))).toEqual([1, 1, 1, 1]);
    expect(lab.store.waiting(id)).toEqual(users);
    expect(executions.every(({ status }) => status === 'success')).toBe(true);

    expect(inNative().sort()).toEqual(['in_native_wait', 'settled']);
    expect([gate.count('native/native-1'), gate.count('native/native-2')]).toEqual([1, 1]);
    await resume(slowly, 'native-2');
    await lab.n8n.wait('the other to wait here', () => lab.store.waits(slowly, 'open').length === 2);
    await lab.send(...each(['native-1', 'native-2'], 'native.go'));
    await lab.settled();
    expect(lab.store.enrollments(slowly).map(({ reason }) => reason)).toEqual(['completed', 'completed']);
    expect(await lab.executions(slowly, 4)).toHaveLength(4);
  });
});
