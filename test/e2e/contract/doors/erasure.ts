import { DAY, journey, type Lab, noOp, wait } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node, workflow } from '../../../support/workflow';
import type { WorkflowJson } from '../../../host/n8n';

/** A workflow that anybody in the house may call with a user's id, answered with what User Profile put out. */
function desk(name: string, operation: string, parameters: Record<string, unknown> = {}): WorkflowJson {
  const call = node(
    'Call',
    'n8n-nodes-base.webhook',
    { httpMethod: 'POST', path: name, responseMode: 'lastNode' },
    { typeVersion: 2, webhookId: name },
  );
  const profile = node('Profile', 'userProfile', {
    operation,
    whose: 'other',
    userId: '={{ $json.body.userId }}',
    ...parameters,
  });
  return workflow(name, [call, profile], [['Call', 'Profile']]);
}

export const erasure: LabSuite = (open) =>
  describe('a support desk beside the journeys', () => {
    let lab: Lab;
    let id: string;
    beforeAll(async () => {
      lab = await open();
      const nodes = [
        wait('For The Order', ['ordered'], { limitAmount: 9 }),
        noOp('Ordered'),
        noOp('Nothing Came'),
      ];
      id = await lab.publish(
        journey('sale', nodes, [
          ['Entered', 'For The Order'],
          ['For The Order', 'Ordered'],
          ['For The Order', 'Nothing Came', 1],
        ]),
      );
      await lab.publish(desk('where-is', 'journeys'));
      await lab.publish(desk('forget', 'erase', { refuseDays: 3 }));
      for (const path of ['where-is', 'forget']) await lab.n8n.waitUntilWebhook(path);
    });

    const asked = async (path: string, userId: string) =>
      (await lab.n8n.postWebhook(path, { userId })).data as Record<string, unknown>;
    const start = (userId: string) => ({
      userId,
      event: 'sale.start',
      properties: { mail: `${userId}@home` },
    });

    it('says where somebody waits, in the words of the canvas', async () => {
      await lab.send(start('ann'), start('bob'));
      await lab.settled();
      expect(await asked('where-is', 'ann')).toMatchObject({
        journeys: {
          inJourney: true,
          passages: [
            {
              workflowId: id,
              journey: 'sale',
              next: expect.stringMatching(/^At For The Order: waits for ordered, until 2026-03-11/) as string,
              lastSteps: expect.arrayContaining([
                expect.objectContaining({ node: 'For The Order', outcome: 'waiting' }),
              ]) as unknown[],
            },
          ],
        },
      });
    });

    it('forgets somebody who waits: later events are answered as erased, and others go on', async () => {
      expect(await asked('forget', 'ann')).toMatchObject({
        userId: 'ann',
        erasure: { outcome: 'erased', events: 1, passages: 1, ended: 1 },
      });
      const { status, data } = await lab.post([
        { userId: 'ann', event: 'ordered' },
        { userId: 'bob', event: 'ordered' },
      ]);
      expect(status).toBe(202);
      expect(data).toEqual({
        accepted: 1,
        duplicate: 0,
        rejected: [
          { index: 0, path: 'events[0].userId', reason: expect.stringMatching(/^erased: /) as string },
        ],
      });
      await lab.settled();
      const ordered = (await lab.executions(id, 3)).flatMap((execution) => execution.json('Ordered'));
      expect(ordered).toMatchObject([{ userId: 'bob' }]);
      expect(lab.store.enrollments(id).map((row) => [row.user_id.slice(0, 7), row.reason])).toEqual([
        ['erased:', 'erased'],
        ['bob', 'completed'],
      ]);
      expect(await asked('where-is', 'ann')).toMatchObject({ journeys: { inJourney: false, passages: [] } });
      expect(lab.store.rows(`select * from journey_event where user_id = 'ann'`)).toEqual([]);
    });

    it('lets them register anew once the time is over', async () => {
      expect((await lab.post([start('ann')])).data).toMatchObject({ accepted: 0 });
      await lab.advance(3 * DAY);
      await lab.send(start('ann'));
      await lab.settled();
      expect(lab.store.enrollments(id).at(-1)).toMatchObject({ user_id: 'ann', state: 'active' });
      await lab.send({ userId: 'ann', event: 'ordered' });
      await lab.settled();
      expect(lab.store.enrollments(id).at(-1)).toMatchObject({ user_id: 'ann', reason: 'completed' });
    });
  });
