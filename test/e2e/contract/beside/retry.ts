import { Gate } from '../../../support/gate';
import { DAY, each, journey, type Lab, noOp, wait } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node } from '../../../support/workflow';

export const retry: LabSuite = (open) =>
  describe("n8n's Retry of an execution that failed", () => {
    let lab: Lab;
    let gate: Gate;
    let id: string;
    beforeAll(async () => {
      gate = await Gate.listen();
      lab = await open();
      id = await lab.publish(
        journey(
          'mended',
          [
            gate.node('Call'),
            node('Coupon', 'sendCoupon', { plan: 'mended' }),
            wait('Wait', ['mended.go']),
            noOp('End'),
          ],
          [
            ['Entered', 'Call'],
            ['Call', 'Coupon'],
            ['Coupon', 'Wait'],
            ['Wait', 'End', 1],
          ],
        ),
      );
    });
    afterAll(async () => {
      gate?.end();
    });

    it('takes the person back into the journey, which then goes on to its end', async () => {
      gate.fail();
      await lab.send(...each(['ann'], 'mended.start'));
      const [failed] = await lab.executions(id, 1);
      await lab.settled();
      expect(failed?.status).toBe('error');
      expect(lab.store.enrollments(id)).toMatchObject([{ state: 'ended', reason: 'error' }]);

      gate.open({ userId: 'ann' });
      await lab.n8n.retryExecution(failed?.id ?? '');
      await lab.n8n.wait('ann to wait', () => lab.store.waits(id, 'open').length === 1);
      await lab.settled();
      expect(lab.store.enrollments(id)).toMatchObject([{ state: 'active' }]);

      await lab.advance(DAY);
      expect(lab.store.enrollments(id)).toMatchObject([{ state: 'ended', reason: 'completed' }]);
      expect(lab.store.rows(`select code from journey_coupon_issue where plan_id = 'mended'`)).toHaveLength(
        1,
      );
    });

    it('does nothing for somebody who has gone on, and says so', async () => {
      const executions = await lab.n8n.listExecutions(id);
      const failed = executions.find(({ status }) => status === 'error');
      const before = lab.store.deliveries(id);
      await lab.n8n.retryExecution(failed?.id ?? '');
      const count = executions.length + 1;
      const again = (await lab.executions(id, count)).at(-1);
      await lab.settled();
      expect(again?.status).toBe('success');
      expect(again?.json('Coupon')).toEqual([]);
      expect(again?.nodes.get('Coupon')?.[0]?.hints.join()).toMatch(/gone on or left/);
      expect(lab.store.deliveries(id)).toEqual(before);
      expect(lab.store.rows(`select code from journey_coupon_issue where plan_id = 'mended'`)).toHaveLength(
        1,
      );
    });
  });
