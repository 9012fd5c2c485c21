import { DAY, each, journey, type Lab, people, wait } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { set } from '../../../support/workflow';
import { earlier, expected, seen } from './seen';

export const branches: LabSuite = (open) =>
  describe('people who continue after a wait', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    const fork = (key: string, fields: Record<string, string>, trigger = {}) =>
      journey(
        key,
        [
          earlier,
          wait('Wait', [{ name: 'Came', event: `${key}.go` }]),
          set('Yes', fields),
          set('No', fields),
        ],
        [
          ['Entered', 'Earlier'],
          ['Earlier', 'Wait'],
          ['Wait', 'Yes'],
          ['Wait', 'No', 1],
        ],
        trigger,
      );

    it('leave by their own output with $json and every .item, alone in an execution', async () => {
      const id = await lab.publish(fork('alone', seen));
      await lab.send(...each(['alone-1', 'alone-2'], 'alone.start'));
      await lab.settled();
      await lab.send({ userId: 'alone-1', event: 'alone.go', properties: { amount: 5 } });
      await lab.settled();
      await lab.advance(DAY);
      const [, , came, timedOut] = await lab.executions(id, 4);
      expect(came?.json('Yes')).toEqual([expect.objectContaining(expected('alone-1', 'Came'))]);
      expect(came?.json('Yes')[0]).toMatchObject({ wait: { event: { properties: { amount: 5 } } } });
      expect(came?.nodes.has('No')).toBe(false);
      expect(timedOut?.json('No')).toEqual([expect.objectContaining(expected('alone-2', 'Timed Out'))]);
      expect(timedOut?.json('No')[0]).toMatchObject({ wait: { event: null } });
      expect(timedOut?.nodes.has('Yes')).toBe(false);
      expect(lab.store.enrollments(id).map(({ reason }) => reason)).toEqual(['completed', 'completed']);
    });

    it('show their whole way and two runs of the wait in the execution view', async () => {
      const id = await lab.publish(fork('view', seen));
      await lab.send({ userId: 'view-1', event: 'view.start' });
      await lab.settled();
      const parkedAt = lab.clock.now();
      await lab.send({ userId: 'view-1', event: 'view.go' });
      const [parked, continued] = await lab.executions(id, 2);
      expect(parked).toMatchObject({ status: 'success', mode: 'trigger', lastNode: 'Wait' });
      expect(parked?.nodes.get('Wait')?.map((run) => run.outputs.flat().length)).toEqual([0]);
      expect(continued).toMatchObject({ status: 'success', mode: 'trigger', lastNode: 'Yes' });
      expect([...(continued?.nodes.keys() ?? [])].sort()).toEqual(['Earlier', 'Entered', 'Wait', 'Yes']);
      const runs = continued?.nodes.get('Wait') ?? [];
      expect(runs.map((run) => run.outputs.map((items) => items.length))).toEqual([
        [0, 0],
        [1, 0],
      ]);
      expect(runs.map((run) => run.sources.map((source) => source?.previousNode))).toEqual([[], ['Earlier']]);
      expect(continued?.nodes.get('Earlier')?.[0]?.sources[0]?.previousNode).toBe('Entered');
      expect(runs.flatMap((run) => run.hints)).toEqual([]);
      // What was put back is shown as of the time the person came to wait, so that it stands first in n8n's log.
      const times = ['Entered', 'Earlier'].map((name) => continued?.nodes.get(name)?.[0]?.startedAt);
      expect(times).toEqual([parkedAt, parkedAt]);
    });

    it('read the one person of their execution with .first()', async () => {
      const id = await lab.publish(fork('first', { first: "$('Earlier').first().json.greeting" }));
      await lab.send(...each(['first-1', 'first-2'], 'first.start'));
      await lab.settled();
      await lab.send(...each(['first-1', 'first-2'], 'first.go'));
      await lab.settled();
      const [, , one, two] = await lab.executions(id, 4);
      expect([one, two].map((execution) => execution?.json('Yes')[0]?.['first']).sort()).toEqual([
        'hello first-1',
        'hello first-2',
      ]);
    });

    it('are 50 in one execution, leave by two outputs, and every .item is right', async () => {
      const id = await lab.publish(
        journey(
          'fifty',
          [earlier, wait('Wait', ['fifty.go', 'fifty.stop']), set('Yes', seen), set('No', seen)],
          [
            ['Entered', 'Earlier'],
            ['Earlier', 'Wait'],
            ['Wait', 'Yes'],
            ['Wait', 'No', 1],
          ],
          { peoplePerExecution: 50 },
        ),
      );
      const users = people('fifty', 50);
      const chosen = new Map(users.map((user, index) => [user, index % 3 === 0 ? 'fifty.go' : 'fifty.stop']));
      await lab.send(...each(users, 'fifty.start'));
      await lab.settled();
      await lab.send(...users.map((userId) => ({ userId, event: chosen.get(userId) ?? '' })));
      await lab.settled();
      const [entered, continued, ...more] = await lab.executions(id, 2);
      expect(more).toEqual([]);
      expect(entered?.json('Earlier')).toHaveLength(50);
      const left = [...(continued?.json('Yes') ?? []), ...(continued?.json('No') ?? [])];
      expect(left.map(({ userId }) => userId).sort()).toEqual([...users].sort());
      for (const json of continued?.json('Yes') ?? [])
        expect(json).toMatchObject(expected(String(json['userId']), 'fifty.go'));
      for (const json of continued?.json('No') ?? [])
        expect(json).toMatchObject(expected(String(json['userId']), 'fifty.stop'));
      expect(left.every(({ userId, outcome }) => chosen.get(String(userId)) === outcome)).toBe(true);
    });
  });
