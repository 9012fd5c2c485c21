import { each, journey, type Lab, wait } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node, set, workflow } from '../../../support/workflow';

const coupon = node('Coupon', 'sendCoupon', { plan: 'spring', codePrefix: 'HI-' });

export const editor: LabSuite = (open) =>
  describe('nodes outside the common way', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    const counts = () =>
      lab.store.rows<{ events: number; waits: number; coupons: number; enrollments: number }>(
        `select (select count(*) from journey_event) as events, (select count(*) from journey_wait) as waits,
        (select count(*) from journey_coupon_issue) as coupons, (select count(*) from journey_enrollment) as enrollments`,
      );

    it.each([
      ['firstBranch', 'Yes', { event: 'test.go', properties: { amount: 7 } }],
      ['timedOut', 'No', null],
    ])(
      'a test run takes the way chosen in the editor (%s) and changes nothing',
      async (inTestRuns, end, event) => {
        const sampleEvent = '{ "properties": { "amount": 7 } }';
        const { id } = await lab.n8n.importWorkflow(
          journey(
            `test-${inTestRuns}`,
            [
              wait('Wait', ['test.go'], { settings: { inTestRuns, sampleEvent } }),
              coupon,
              node('Publish', 'publishUserEvent', { event: 'test.published', userId: '={{ $json.userId }}' }),
              set('Yes', {}),
              set('No', {}),
            ],
            [
              ['Entered', 'Coupon'],
              ['Coupon', 'Wait'],
              ['Wait', 'Yes'],
              ['Wait', 'No', 1],
              ['Coupon', 'Publish'],
            ],
          ),
        );
        const before = counts();
        const execution = await lab.n8n.runToEnd(id, {
          trigger: 'Entered',
          triggerItems: [{ userId: 'ann' }, { userId: 'bob' }],
        });
        expect(execution.status).toBe('success');
        const shown = (userId: string): object => ({
          userId,
          wait: { event: event && { ...event, userId, timestamp: expect.any(String) } },
        });
        expect(execution.json(end)).toMatchObject([shown('ann'), shown('bob')]);
        expect(execution.json(end)[0]?.['coupon']).toMatchObject({
          outcome: 'simulated',
          code: 'HI-XXXXXXXXXX',
        });
        expect(execution.json('Publish')).toMatchObject([{ outcome: 'simulated' }, { outcome: 'simulated' }]);
        expect(execution.nodes.has(end === 'Yes' ? 'No' : 'Yes')).toBe(false);
        expect(counts()).toEqual(before);
      },
    );

    it('a coupon is the same code however often the journey comes by', async () => {
      const id = await lab.publish(
        journey(
          'coupon',
          [coupon, wait('Wait', ['coupon.go'])],
          [
            ['Entered', 'Coupon'],
            ['Coupon', 'Wait'],
            ['Wait', 'Coupon'],
          ],
        ),
      );
      await lab.send({ userId: 'ann', event: 'coupon.start' });
      await lab.settled();
      await lab.send({ userId: 'ann', event: 'coupon.go' });
      await lab.settled();
      const executions = await lab.executions(id, 2);
      const given = executions.map((execution) => execution.json('Coupon')[0]?.['coupon']) as {
        code: string;
      }[];
      expect(given).toMatchObject([{ outcome: 'issued' }, { outcome: 'already_issued' }]);
      expect(given[0]?.code).toMatch(/^HI-[2-9A-HJKMNP-Z]{10}$/);
      expect(given[1]?.code).toBe(given[0]?.code);
      expect(lab.store.rows(`select * from journey_coupon_issue where plan_id = 'spring'`)).toHaveLength(1);
    });

    it('an event that a journey publishes is there once and ends the wait of somebody else', async () => {
      const friend = await lab.publish(
        journey('friend', [wait('Wait', ['friend.bought'])], [['Entered', 'Wait']]),
      );
      const id = await lab.publish(
        journey(
          'buyer',
          [
            node(
              'Tell',
              'publishUserEvent',
              {
                event: 'friend.bought',
                userId: '={{ $json.properties.friend }}',
                properties: { assignments: [{ id: 'a', name: 'amount', type: 'number', value: '={{ 5 }}' }] },
              },
              { retryOnFail: true },
            ),
          ],
          [['Entered', 'Tell']],
        ),
      );
      await lab.send({ userId: 'bob', event: 'friend.start' });
      await lab.settled();
      await lab.send({ userId: 'ann', event: 'buyer.start', properties: { friend: 'bob' } });
      const [published] = await lab.executions(id, 1);
      expect(published?.json('Tell')).toMatchObject([
        { userId: 'bob', event: 'friend.bought', outcome: 'accepted' },
      ]);
      await lab.settled();
      const [, continued] = await lab.executions(friend, 2);
      expect(continued?.json('Wait')[0]).toMatchObject({
        wait: { event: { source: 'journeys', properties: { amount: 5 } } },
      });
      expect(lab.store.rows(`select seq from journey_event where name = 'friend.bought'`)).toHaveLength(1);
      expect(lab.store.enrollments(friend)).toMatchObject([{ user_id: 'bob', reason: 'completed' }]);
    });

    const plain = (key: string, nodes: Parameters<typeof workflow>[1]) =>
      workflow(
        key,
        [
          node(
            'Hook',
            'n8n-nodes-base.webhook',
            { httpMethod: 'POST', path: key },
            { typeVersion: 2, webhookId: key },
          ),
          node('Each', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.people' }),
          ...nodes,
        ],
        [
          ['Hook', 'Each'],
          ...nodes.map(
            ({ name }, index) => [index === 0 ? 'Each' : (nodes[index - 1]?.name ?? ''), name] as const,
          ),
        ],
      );

    it('a plain workflow gets one result per item, also for one that is rejected', async () => {
      const id = await lab.publish(
        plain('list', [
          node('Tell', 'publishUserEvent', { event: 'list.told', userId: '={{ $json.name }}' }),
        ]),
      );
      await lab.n8n.waitUntilWebhook('list');
      await lab.n8n.postWebhook('list', { people: [{ name: 'ann' }, { name: '' }, { name: 'bob' }] });
      const [execution] = await lab.executions(id, 1);
      expect(execution?.json('Tell')).toMatchObject([
        { userId: 'ann', outcome: 'accepted' },
        { userId: '', outcome: 'rejected', reason: expect.stringContaining('userId') as string },
        { userId: 'bob', outcome: 'accepted' },
      ]);
      expect(
        lab.store.rows(`select user_id from journey_event where name = 'list.told' order by seq`),
      ).toEqual([{ user_id: 'ann' }, { user_id: 'bob' }]);
    });

    it.each([
      ['Wait For Event', wait('Here', ['nobody.go'])],
      ['Send Coupon', node('Here', 'sendCoupon', { plan: 'spring' })],
    ])('items of no journey are a clear error at %s', async (type, here) => {
      const key = `nobody-${type.length}`;
      const id = await lab.publish(plain(key, [here]));
      await lab.n8n.waitUntilWebhook(key);
      await lab.n8n.postWebhook(key, {
        people: [
          {
            userId: 'ann',
            journey: {
              enrollmentId: lab.store.rows<{ id: string }>('select id from journey_enrollment')[0]?.id,
            },
          },
        ],
      });
      const [execution] = await lab.executions(id, 1);
      expect(execution).toMatchObject({ status: 'error', lastNode: 'Here' });
      expect(execution?.error).toBe('Item 0 belongs to no journey');
      expect(lab.store.waits(id)).toEqual([]);
    });

    it('each of several people keeps the keys of their own steps', async () => {
      const id = await lab.publish(
        journey(
          'keys',
          [node('Tell', 'publishUserEvent', { event: 'keys.told', userId: '={{ $json.userId }}' })],
          [['Entered', 'Tell']],
          { peoplePerExecution: 10 },
        ),
      );
      await lab.send(...each(['k1', 'k2', 'k3'], 'keys.start'));
      await lab.settled();
      await lab.executions(id, 1);
      expect(lab.store.rows(`select user_id from journey_event where name = 'keys.told'`)).toHaveLength(3);
    });
  });
