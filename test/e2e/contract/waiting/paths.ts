import { each, equals, journey, type Lab, noOp, people, wait, when } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node, set } from '../../../support/workflow';
import { earlier, expected, seen } from './seen';

export const paths: LabSuite = (open) =>
  describe('people on a longer way', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    it('wait twice in a row', async () => {
      const id = await lab.publish(
        journey(
          'twice',
          [
            earlier,
            wait('One', ['twice.a']),
            wait('Two', ['twice.b']),
            set('End', { ...seen, first: "$('One').item.json.wait.outcome" }),
          ],
          [
            ['Entered', 'Earlier'],
            ['Earlier', 'One'],
            ['One', 'Two'],
            ['Two', 'End'],
          ],
          { peoplePerExecution: 5 },
        ),
      );
      const users = people('twice', 3);
      await lab.send(...each(users, 'twice.start'));
      await lab.settled();
      await lab.send(...each(users, 'twice.a'));
      await lab.settled();
      expect(lab.store.waits(id, 'open')).toHaveLength(3);
      await lab.send(...each(users, 'twice.b'));
      await lab.settled();
      const executions = await lab.executions(id, 3);
      expect(executions).toHaveLength(3);
      const end = executions[2]?.json('End') ?? [];
      expect(end.map(({ userId }) => userId).sort()).toEqual(users);
      for (const json of end) {
        expect(json).toMatchObject({ ...expected(String(json['userId']), 'twice.b'), first: 'twice.a' });
      }
    });

    it.each([1, 3])('go through a loop twice, %i in an execution, every .item right', async (count) => {
      const key = `loop${count}`;
      const id = await lab.publish(
        journey(
          key,
          [
            earlier,
            wait('Wait', [`${key}.go`]),
            set('Round', { ...seen, rounds: '($json.rounds ?? "") + "|" + $json.wait.event.properties.tag' }),
            when('Again', 'String($json.rounds.split("|").length)', '2'),
            set('End', seen),
          ],
          [
            ['Entered', 'Earlier'],
            ['Earlier', 'Wait'],
            ['Wait', 'Round'],
            ['Round', 'Again'],
            ['Again', 'Wait'],
            ['Again', 'End', 1],
          ],
          { peoplePerExecution: count },
        ),
      );
      const users = people(key, count);
      await lab.send(...each(users, `${key}.start`));
      await lab.settled();
      await lab.send(
        ...users.map((userId) => ({ userId, event: `${key}.go`, properties: { tag: `${userId} a` } })),
      );
      await lab.settled();
      expect(lab.store.waits(id, 'open')).toHaveLength(count);
      await lab.send(
        ...users.map((userId) => ({ userId, event: `${key}.go`, properties: { tag: `${userId} b` } })),
      );
      await lab.settled();
      const executions = await lab.executions(id, 3);
      expect(executions).toHaveLength(3);
      const last = executions[2];
      expect(last?.nodes.get('Wait')?.map((run) => run.outputs.flat().length)).toEqual([0, count, count]);
      const end = last?.json('End') ?? [];
      expect(end.map(({ userId }) => userId).sort()).toEqual(users);
      for (const json of end) {
        const user = String(json['userId']);
        expect(json).toMatchObject({ ...expected(user, `${key}.go`), rounds: `|${user} a|${user} b` });
      }
      expect(lab.store.enrollments(id).map(({ reason }) => reason)).toEqual(users.map(() => 'completed'));
    });

    it.each(['if', 'switch'] as const)('wait behind a branch of %s', async (type) => {
      const key = `after-${type}`;
      const vip = '$json.properties.vip';
      const rules = { values: [{ conditions: equals(`={{ ${vip} }}`, 'yes') }] };
      const branch =
        type === 'if'
          ? when('Vip', vip, 'yes')
          : node(
              'Vip',
              'n8n-nodes-base.switch',
              { rules, options: { fallbackOutput: 'extra' } },
              { typeVersion: 3.2 },
            );
      const id = await lab.publish(
        journey(
          key,
          [
            earlier,
            branch,
            wait('Vip Wait', [`${key}.go`]),
            wait('Wait', [`${key}.go`]),
            set('Vip End', seen),
            set('End', seen),
          ],
          [
            ['Entered', 'Earlier'],
            ['Earlier', 'Vip'],
            ['Vip', 'Vip Wait'],
            ['Vip', 'Wait', 1],
            ['Vip Wait', 'Vip End'],
            ['Wait', 'End'],
          ],
          { peoplePerExecution: 10 },
        ),
      );
      const users = people(key, 4);
      await lab.send(
        ...users.map((userId, index) => ({
          userId,
          event: `${key}.start`,
          properties: { vip: index % 2 ? 'yes' : 'no' },
        })),
      );
      await lab.settled();
      await lab.send(...each(users, `${key}.go`));
      await lab.settled();
      const executions = await lab.executions(id, 3);
      const left = (name: string) => executions.flatMap((execution) => execution.json(name));
      expect(
        left('Vip End')
          .map(({ ofTrigger }) => ofTrigger)
          .sort(),
      ).toEqual([users[1], users[3]]);
      expect(
        left('End')
          .map(({ ofTrigger }) => ofTrigger)
          .sort(),
      ).toEqual([users[0], users[2]]);
      for (const json of [...left('Vip End'), ...left('End')])
        expect(json).toMatchObject(expected(String(json['userId']), `${key}.go`));
    });

    it('are refused where a merge would join them with a branch that did not wait, naming the nodes', async () => {
      const id = await lab.publish(
        journey(
          'merge',
          [
            wait('Wait', ['merge.go']),
            noOp('Beside'),
            node('Join', 'n8n-nodes-base.merge', {}, { typeVersion: 3 }),
          ],
          [
            ['Entered', 'Wait'],
            ['Entered', 'Beside'],
            ['Wait', 'Join', 0, 0],
            ['Beside', 'Join', 0, 1],
          ],
        ),
      );
      await lab.send({ userId: 'merge-1', event: 'merge.start' });
      const [execution] = await lab.executions(id, 1);
      expect(execution?.status).toBe('error');
      expect(execution?.error).toContain(
        '"Join" joins what comes after "Wait" with what comes from "Beside"',
      );
      expect(lab.store.waits(id)).toEqual([]);
      expect(lab.store.enrollments(id)).toMatchObject([{ state: 'ended', reason: 'error' }]);
    });
  });
