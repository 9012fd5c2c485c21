import { Gate } from '../../support/gate';
import { DAY, each, journey, Lab, noOp, wait } from '../../support/lab';
import { set } from '../../support/workflow';

jest.setTimeout(300_000);

describe('a journey that changes while people wait', () => {
  let lab: Lab;
  let gate: Gate;
  beforeAll(async () => {
    gate = await Gate.listen();
    // One execution at a time, so that a test can keep accepted people from starting.
    lab = await Lab.open({ env: { JOURNEYS_MAX_EXECUTIONS: '1' } });
  });
  afterEach(() => gate.open());
  afterAll(async () => {
    gate?.end();
    await lab?.close();
  });

  it('finds an earlier node by its new name', async () => {
    const made = (name: string) =>
      journey(
        'rename',
        [
          set(name, { greeting: '"hello " + $json.userId' }),
          wait('Wait', ['rename.go']),
          set('End', { x: `$('${name}').item.json.greeting` }),
        ],
        [
          ['Entered', name],
          [name, 'Wait'],
          ['Wait', 'End'],
        ],
      );
    const id = await lab.publish(made('Old Name'));
    await lab.send({ userId: 'rename-1', event: 'rename.start' });
    await lab.settled();
    await lab.republish(id, made('New Name'));
    await lab.send({ userId: 'rename-1', event: 'rename.go' });
    const [, continued] = await lab.executions(id, 2);
    expect(continued?.json('End')).toEqual([expect.objectContaining({ x: 'hello rename-1' })]);
    expect([...(continued?.nodes.keys() ?? [])]).toContain('New Name');
  });

  it('lets people go on with their own item and a hint where an earlier node is gone', async () => {
    const steps = (names: readonly string[]) =>
      journey(
        'gone',
        [
          ...names.map((name) => set(name, { from: `"${name}"` }, { id: `gone-${name}` })),
          wait('Wait', ['gone.go'], {}, { id: 'gone-wait' }),
          noOp('End', { id: 'gone-end' }),
        ],
        [
          ...[...names, 'Wait', 'End'].map(
            (name, index, all) => [index === 0 ? 'Entered' : (all[index - 1] ?? ''), name] as const,
          ),
        ],
      );
    const id = await lab.publish(steps(['A', 'B']));
    await lab.send({ userId: 'gone-1', event: 'gone.start' });
    await lab.settled();
    await lab.republish(id, steps(['B']));
    await lab.send({ userId: 'gone-1', event: 'gone.go' });
    const [, continued] = await lab.executions(id, 2);
    expect(continued?.json('End')).toEqual([expect.objectContaining({ userId: 'gone-1', from: 'B' })]);
    expect(continued?.nodes.get('B')?.[0]?.sources[0]?.previousNode).toBe('Entered');
    expect(continued?.nodes.get('Wait')?.flatMap((run) => run.hints)).toEqual([
      'Earlier nodes are no longer in the workflow: A',
    ]);
  });

  it.each([
    ['', {}],
    [' with Retry On Fail', { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 }],
  ])(
    'lets people go on%s where nothing that ran before the wait is left, into a further wait',
    async (name, setting) => {
      const key = `bare${name.length}`;
      const users = [`${key}-x`, `${key}-y`] as const;
      const made = (entered: string) => {
        const all = journey(
          key,
          [
            wait('Wait', [`${key}.a`, `${key}.b`], {}, setting),
            wait('Two', [`${key}.end`]),
            set('End', { who: '$json.wait.event.userId' }),
          ],
          [
            ['Entered', 'Wait'],
            ['Wait', 'Two'],
            ['Wait', 'Two', 1],
            ['Two', 'End'],
          ],
          { peoplePerExecution: 5 },
        );
        return {
          ...all,
          nodes: all.nodes.map((one, index) => (index === 0 ? { ...one, id: entered } : one)),
        };
      };
      const id = await lab.publish(made(`${key}-1`));
      await lab.send(...each(users, `${key}.start`));
      await lab.settled();
      await lab.republish(id, made(`${key}-2`));
      await lab.send({ userId: users[0], event: `${key}.b` }, { userId: users[1], event: `${key}.a` });
      await lab.settled();
      expect(lab.store.waits(id, 'open')).toHaveLength(2);
      await lab.send(...each(users, `${key}.end`));
      await lab.settled();
      expect(lab.store.enrollments(id).map(({ reason }) => reason)).toEqual(['completed', 'completed']);
      const executions = await lab.executions(id, 5);
      const ends = executions.flatMap((execution) =>
        execution.json('End').map(({ userId, who }) => [userId, who]),
      );
      expect(ends.sort()).toEqual([
        [users[0], users[0]],
        [users[1], users[1]],
      ]);
    },
  );

  it('holds people whose branch is gone, lets the others go on as themselves, and continues them once it is back', async () => {
    const made = (events: readonly string[]) =>
      journey(
        'branch',
        [
          wait('Wait', events),
          wait('Two', ['branch.end']),
          set('End', { who: "$('Entered').item.json.userId" }),
        ],
        [...events.map((_, index) => ['Wait', 'Two', index] as const), ['Entered', 'Wait'], ['Two', 'End']],
        { peoplePerExecution: 5 },
      );
    const id = await lab.publish(made(['branch.a', 'branch.b']));
    const users = ['branch-1', 'branch-2', 'branch-3'];
    await lab.send(...each(users, 'branch.start'));
    await lab.settled();
    await lab.republish(id, made(['branch.a']));
    await lab.send(
      { userId: 'branch-1', event: 'branch.b' },
      { userId: 'branch-2', event: 'branch.a' },
      { userId: 'branch-3', event: 'branch.a' },
    );
    await lab.settled();
    expect(lab.store.deliveries(id, 'held')).toMatchObject([{ user_id: 'branch-1', reason: 'node_missing' }]);
    const waiting = () => lab.store.waiting(id);
    expect(waiting()).toEqual(['branch-2', 'branch-3']);
    await lab.republish(id, made(['branch.a', 'branch.b']));
    await lab.settled();
    expect(waiting()).toEqual(users);
    await lab.send(...each(users, 'branch.end'));
    await lab.settled();
    const executions = await lab.executions(id, 4);
    const ends = executions.flatMap((execution) =>
      execution.json('End').map(({ userId, who }) => [userId, who]),
    );
    expect(ends.sort()).toEqual(users.map((user) => [user, user]));
  });

  it('holds people while it is unpublished, ignores who would enter, keeps who was accepted before', async () => {
    const id = await lab.publish(
      journey(
        'pause',
        [
          gate.node('Gate', '"pause-" + $json.userId'),
          wait('Wait', ['pause.go'], {}),
          noOp('Came'),
          noOp('Late'),
        ],
        [
          ['Entered', 'Gate'],
          ['Gate', 'Wait'],
          ['Wait', 'Came'],
          ['Wait', 'Late', 1],
        ],
      ),
    );
    await lab.send(...each(['go', 'late'], 'pause.start'));
    await lab.settled();
    gate.close();
    await lab.send({ userId: 'busy', event: 'pause.start' });
    await lab.n8n.wait('a busy journey', () => gate.count('pause-busy') === 1);
    await lab.send({ userId: 'accepted', event: 'pause.start' });
    await lab.n8n.wait('an accepted person', () => lab.store.deliveries(id, 'ready').length === 1);
    await lab.n8n.unpublish(id);
    gate.open();
    await lab.send({ userId: 'go', event: 'pause.go' }, { userId: 'ignored', event: 'pause.start' });
    await lab.clock.move(lab.clock.now() + DAY);
    // The two who waited, the one who was accepted, and the busy one who came to wait and timed out meanwhile.
    await lab.n8n.wait('everybody to be held', () => {
      const open = lab.store.deliveries(id).filter(({ state }) => state !== 'settled');
      return open.length >= 4 && open.every(({ state, reason }) => state === 'held' && reason === 'paused');
    });
    expect(gate.calls).toEqual(expect.not.arrayContaining(['pause-accepted', 'pause-ignored']));
    await lab.n8n.publishAndWait(id);
    await lab.settled();
    await lab.advance(DAY);
    expect(lab.store.enrollments(id).map(({ user_id, reason }) => [user_id, reason])).toEqual([
      ['go', 'completed'],
      ['late', 'completed'],
      ['busy', 'completed'],
      ['accepted', 'completed'],
    ]);
    const ends = await lab.executions(id, 8);
    const users = (name: string) =>
      ends
        .flatMap((execution) =>
          execution.json('Entered').map(({ userId }) => (execution.nodes.has(name) ? userId : '')),
        )
        .filter(Boolean)
        .sort();
    expect(users('Came')).toEqual(['go']);
    expect(users('Late')).toEqual(['accepted', 'busy', 'late']);
    await lab.send({ userId: 'ignored', event: 'pause.start' });
    await lab.settled();
    expect(lab.store.waits(id, 'open').map(({ user_id }) => user_id)).toEqual(['ignored']);
  });

  it('holds people whose waiting node was deleted and continues them once it is back', async () => {
    const made = (name: string, id: string) =>
      journey(
        'deleted',
        [wait(name, ['deleted.go'], {}, { id }), noOp('End')],
        [
          ['Entered', name],
          [name, 'End'],
        ],
      );
    const id = await lab.publish(made('Wait', 'node-one'));
    await lab.send(...each(['deleted-1', 'deleted-2'], 'deleted.start'));
    await lab.settled();
    await lab.republish(id, made('Other', 'node-two'));
    await lab.send({ userId: 'deleted-1', event: 'deleted.go' });
    await lab.n8n.wait('the person to be held', () => lab.store.deliveries(id, 'held').length === 1);
    expect(lab.store.deliveries(id, 'held')).toMatchObject([{ reason: 'node_missing' }]);
    expect(lab.store.enrollments(id).map(({ state }) => state)).toEqual(['active', 'active']);
    await lab.republish(id, made('Wait Again', 'node-one'));
    await lab.send({ userId: 'deleted-2', event: 'deleted.go' });
    await lab.settled();
    expect(lab.store.enrollments(id).map(({ reason }) => reason)).toEqual(['completed', 'completed']);
  });
});
