import { callBranches } from '../../../journey/domain/calls/dispositions';
import type { ClaimedPerson } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { branch, DAY, enter, event, parking, route, T0, WAIT } from '../kit';

/** The calls that people wait for, as the call list sees them. */
export function describeCallTasks(open: Open): void {
  const now = freshStore(open);
  const tasks = async (limit = 10) =>
    (await now().store.callTasks(WAIT, limit)).map(({ userId, memo, said, deadlineAt }) => ({
      ...{ userId, memo, deadlineAt },
      said: said.map(({ properties }) => properties),
    }));
  const waits = (person: ClaimedPerson, startedAt = T0, given = {}) =>
    now().store.park([
      parking(person, {
        ...{ branches: callBranches(`task-${person.userId}`), startedAt, lookBack: { mode: 'ever' } },
        carried: { json: {}, lineage: [], trimmed: false, memo: { of: person.userId } },
        ...given,
      }),
    ]);

  test('those who wait longest come first, each with what is kept and was said of them', async () => {
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    await waits(bob as ClaimedPerson);
    await waits(ann as ClaimedPerson, T0 + 1);
    const said = { task: 'task-ann', disposition: 'assigned', agent: 'Li' };
    await now().store.append([
      event('ann', 'call.progress', { at: T0 + 2, properties: said }),
      event('ann', 'another', { at: T0 + 2 }),
      event('bob', 'call.disposition', { at: T0 - DAY, properties: { task: 'of long ago' } }),
    ]);
    expect(await tasks()).toEqual([
      { userId: 'bob', memo: { of: 'bob' }, deadlineAt: T0 + DAY, said: [] },
      { userId: 'ann', memo: { of: 'ann' }, deadlineAt: T0 + DAY, said: [said] },
    ]);
    expect((await tasks(1)).map(({ userId }) => userId)).toEqual(['bob']);
  });

  test('other waits and those of other nodes are none', async () => {
    const [ann, bob] = await enter(now().store, ['ann', 'bob']);
    await waits(ann as ClaimedPerson, T0, { branches: [branch('paid')] });
    await waits(bob as ClaimedPerson, T0, { nodeId: 'another' });
    expect(await tasks()).toEqual([]);
  });

  test.each([
    ['by an end of another task', { task: 'task-x', disposition: 'busy' }, ['ann']],
    ['by a word that is none', { task: 'task-ann', disposition: 'asleep' }, ['ann']],
    ['by its own end', { task: 'task-ann', disposition: 'busy' }, []],
  ])('%s', async (_, properties, left) => {
    const [ann] = await enter(now().store, ['ann']);
    await waits(ann as ClaimedPerson);
    await now().store.append([event('ann', 'call.disposition', { at: T0 + 1, properties })]);
    await route(now().store, T0 + 1);
    expect((await tasks()).map(({ userId }) => userId)).toEqual(left);
  });

  test('a time-out closes it', async () => {
    const [ann] = await enter(now().store, ['ann']);
    await waits(ann as ClaimedPerson);
    await now().store.resolveDue(T0 + DAY, 10);
    expect(await tasks()).toEqual([]);
  });
}
