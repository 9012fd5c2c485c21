import { Gate } from '../../../support/gate';
import { DAY, each, journey, type Lab } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node } from '../../../support/workflow';

/** Seconds, in which an execution that the machine has little time for gets to n8n's Wait. */
const TIMEOUT = 5;

export const ended: LabSuite = (open) =>
  describe('an execution that n8n ends before its time', () => {
    let lab: Lab;
    let gate: Gate;
    beforeAll(async () => {
      gate = await Gate.listen();
      lab = await open();
    });
    afterAll(async () => {
      gate?.end();
    });

    /** Calls the gate, then sits in n8n's own Wait: short enough to stay in memory, and it ends at once when n8n says so. */
    const sitting = (key: string) =>
      journey(
        key,
        [
          gate.node('Call'),
          node('Sit', 'n8n-nodes-base.wait', { amount: 60, unit: 'seconds' }, { typeVersion: 1.1 }),
        ],
        [
          ['Entered', 'Call'],
          ['Call', 'Sit'],
        ],
      );
    const called = (user: string) => lab.n8n.wait(`${user} to have called`, () => gate.count(user) === 1);

    it('stopped by a user: the person leaves with an error and is not started again', async () => {
      const id = await lab.publish(sitting('stopped'));
      await lab.send(...each(['ann'], 'stopped.start'));
      await called('ann');
      const [running] = await lab.n8n.listExecutions(id);
      await lab.n8n.stopExecution(running?.id ?? '');
      await lab.settled();
      expect((await lab.n8n.getExecution(running?.id ?? '')).status).toBe('canceled');
      await lab.advance(DAY);
      expect(lab.store.enrollments(id)).toMatchObject([
        { state: 'ended', reason: 'error', error: 'stopped' },
      ]);
      expect(lab.store.deliveries(id)).toMatchObject([{ state: 'error', attempt: 1 }]);
      expect(await lab.n8n.listExecutions(id)).toHaveLength(1);
      expect(gate.count('ann')).toBe(1);
    });

    it('timed out: the person is started again, and given up after three times', async () => {
      const made = sitting('late');
      const id = await lab.publish({ ...made, settings: { ...made.settings, executionTimeout: TIMEOUT } });
      await lab.send(...each(['bob'], 'late.start'));
      await lab.n8n.wait('bob to be given up', () => lab.store.deliveries(id, 'dead').length === 1);
      await lab.settled();
      expect(lab.store.deliveries(id)).toMatchObject([{ state: 'dead', attempt: 3 }]);
      expect(lab.store.enrollments(id)).toMatchObject([{ state: 'ended', reason: 'error' }]);
      await lab.advance(DAY);
      expect(await lab.n8n.listExecutions(id)).toHaveLength(3);
      expect(gate.count('bob')).toBe(3);
    });

    it('stopped while a node is at work: what that node answers later changes nothing', async () => {
      const id = await lab.publish(journey('busy', [gate.node('Call')], [['Entered', 'Call']]));
      gate.close();
      await lab.send(...each(['eve'], 'busy.start'));
      await called('eve');
      const [running] = await lab.n8n.listExecutions(id);
      await lab.n8n.stopExecution(running?.id ?? '');
      await lab.settled();
      gate.open();
      expect(lab.store.enrollments(id)).toMatchObject([
        { state: 'ended', reason: 'error', error: 'stopped' },
      ]);
      expect(await lab.n8n.listExecutions(id)).toHaveLength(1);
    });
  });
