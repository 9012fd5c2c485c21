import { each, journey, type Lab, noOp, people, wait, when } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { type CanvasNode, node, set } from '../../../support/workflow';

const fails = (user: string) => [
  when('Unlucky', '$json.userId', user),
  node('Fail', 'n8n-nodes-base.stopAndError', { errorMessage: 'no luck' }),
];

export const sharing: LabSuite = (open) =>
  describe('people who share an execution', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    it('are as many as the trigger allows', async () => {
      const id = await lab.publish(
        journey(
          'batch',
          [wait('Wait', ['batch.go']), noOp('End')],
          [
            ['Entered', 'Wait'],
            ['Wait', 'End'],
          ],
          {
            peoplePerExecution: 50,
          },
        ),
      );
      const users = people('batch', 60);
      await lab.send(...each(users, 'batch.start'));
      await lab.settled();
      await lab.send(...each(users, 'batch.go'));
      await lab.settled();
      const executions = await lab.executions(id, 4);
      const sizes = executions.map((execution) => execution.items('Entered').length);
      expect(sizes.sort((a, b) => a - b)).toEqual([10, 10, 50, 50]);
      expect(executions.flatMap((execution) => execution.json('End'))).toHaveLength(60);
    });

    it('go on alone after one of them failed at the start, whose passage ends with the error', async () => {
      const id = await lab.publish(
        journey(
          'fail',
          [...fails('fail-2'), wait('Wait', ['fail.go'])],
          [
            ['Entered', 'Unlucky'],
            ['Unlucky', 'Fail'],
            ['Unlucky', 'Wait', 1],
          ],
          { peoplePerExecution: 5 },
        ),
      );
      await lab.send(...each(people('fail', 3), 'fail.start'));
      await lab.settled();
      expect(lab.store.waiting(id)).toEqual(['fail-1', 'fail-3']);
      expect(lab.store.enrollments(id).map(({ state, reason, error }) => [state, reason, error])).toEqual([
        ['active', null, null],
        ['ended', 'error', 'no luck'],
        ['active', null, null],
      ]);
      const executions = await lab.executions(id, 2);
      expect(executions[0]).toMatchObject({ status: 'error' });
      expect(executions.slice(1).every((execution) => execution.items('Entered').length === 1)).toBe(true);
    });

    it('go on alone after one of them failed behind a wait', async () => {
      const id = await lab.publish(
        journey(
          'fail2',
          [wait('Wait', ['fail2.go']), ...fails('fail2-2'), noOp('End')],
          [
            ['Entered', 'Wait'],
            ['Wait', 'Unlucky'],
            ['Unlucky', 'Fail'],
            ['Unlucky', 'End', 1],
          ],
          { peoplePerExecution: 5 },
        ),
      );
      const users = people('fail2', 3);
      await lab.send(...each(users, 'fail2.start'));
      await lab.settled();
      await lab.send(...each(users, 'fail2.go'));
      await lab.settled();
      expect(lab.store.enrollments(id).map(({ user_id, reason }) => [user_id, reason])).toEqual([
        ['fail2-1', 'completed'],
        ['fail2-2', 'error'],
        ['fail2-3', 'completed'],
      ]);
    });

    it('are refused at publishing where a later node would mix them up, naming it', async () => {
      const publish = async (key: string, reader: CanvasNode) => {
        const { id } = await lab.n8n.importWorkflow(
          journey(
            key,
            [wait('Wait', [`${key}.go`]), reader],
            [
              ['Entered', 'Wait'],
              ['Wait', 'Reader'],
            ],
            { peoplePerExecution: 2 },
          ),
        );
        await lab.n8n.publishAndWait(id).catch(() => undefined);
        const publication = await lab.n8n.publicationStatus(id);
        await lab.n8n.unpublish(id);
        return publication;
      };
      const refusals = await Promise.all([
        publish('unsafe1', set('Reader', { x: "$('Entered').first().json.userId" })),
        publish('unsafe2', noOp('Reader', { executeOnce: true })),
      ]);
      // The trigger is refused, so nobody can enter; the wait listens, for those who are inside already.
      expect(refusals.map(({ status }) => status)).toEqual(['partial', 'partial']);
      expect(refusals.map(({ triggers }) => triggers.map(({ status }) => status))).toEqual([
        ['failed', 'activated'],
        ['failed', 'activated'],
      ]);
      expect(refusals.map(({ triggers }) => triggers[0]?.errorMessage)).toEqual([
        expect.stringContaining('Several people cannot share an execution: the node "Reader" uses .first('),
        expect.stringContaining('the node "Reader" has Execute Once switched on'),
      ]);
    });

    it('go on alone after a change that makes sharing unsafe, and so do those who enter then', async () => {
      const made = (x: string) =>
        journey(
          'later',
          [wait('Wait', ['later.go']), set('Reader', { x })],
          [
            ['Entered', 'Wait'],
            ['Wait', 'Reader'],
          ],
          { peoplePerExecution: 5 },
        );
      const id = await lab.publish(made("$('Entered').item.json.userId"));
      const users = people('later', 3);
      await lab.send(...each(users, 'later.start'));
      await lab.settled();
      // n8n leaves a trigger alone that has not changed itself, so publishing refuses nothing.
      await lab.republish(id, made("$('Entered').first().json.userId"));
      await lab.send(...each(users, 'later.go'));
      await lab.settled();
      await lab.send(...each(['later-8', 'later-9'], 'later.start'));
      await lab.settled();
      const waiting = lab.store.waits(id, 'open').map(({ user_id }) => user_id);
      expect(waiting.sort()).toEqual(['later-8', 'later-9']);
      // Entered; three went on together and then alone; two entered together and then alone.
      const executions = await lab.executions(id, 8);
      const read = executions.flatMap((execution) => execution.json('Reader').map(({ x }) => x));
      expect(read.sort()).toEqual(users);
      const refused = executions.filter(({ error }) => error?.includes('the node "Reader" uses .first('));
      expect([executions.length, refused.length]).toEqual([8, 2]);
    });
  });
