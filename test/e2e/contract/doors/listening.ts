import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../host/paths';
import { each, journey, type Lab, noOp } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import type { WorkflowJson } from '../../../host/n8n';

/** A journey whose trigger has no URL. n8n keeps the path of the hidden field. */
const listener = (key: string, settings: object = {}): WorkflowJson =>
  journey(key, [noOp('Next')], [['Entered', 'Next']], {
    eventsFrom: 'journeys',
    path: 'events',
    events: 'listen.start',
    settings,
  });

export const listening: LabSuite = (open) =>
  describe('a trigger without a URL', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    it('listens beside others with the same path, through the always published example', async () => {
      const intake = JSON.parse(
        readFileSync(join(projectRoot, 'examples', 'event-intake', 'workflow.json'), 'utf8'),
      ) as WorkflowJson;
      const closed = await lab.publish(listener('before'));
      const answer = await lab.n8n.postWebhook('events', { userId: 'nobody', event: 'listen.start' });
      expect(answer.status).toBe(404);

      await lab.publish(intake);
      await lab.n8n.waitUntilWebhook('events');
      const second = await lab.publish(listener('second'));
      const taken = await lab.n8n.postWebhook('events', each(['ann', 'bob'], 'listen.start'));
      expect(taken).toMatchObject({ status: 202, data: { accepted: 2 } });
      await lab.settled();
      for (const id of [closed, second])
        expect(lab.store.enrollments(id).map((row) => row.user_id)).toEqual(['ann', 'bob']);
    });

    it('starts a test run with its sample', async () => {
      const sampleEvent = '{ "properties": { "plan": "pro" } }';
      const { id } = await lab.n8n.importWorkflow(listener('sampled', { sampleEvent }));
      const execution = await lab.n8n.runToEnd(id, { trigger: 'Entered' });
      expect(execution.json('Next')).toMatchObject([
        { userId: 'sample-user', event: 'listen.start', properties: { plan: 'pro' } },
      ]);
    });

    it('cannot be published without an event to listen for', async () => {
      const { id } = await lab.n8n.importWorkflow(
        journey('deaf', [noOp('Next')], [['Entered', 'Next']], { eventsFrom: 'journeys', events: ' , ' }),
      );
      await expect(lab.n8n.publishAndWait(id)).rejects.toThrow(
        /Events is empty, and this trigger has no URL/,
      );
    });
  });
