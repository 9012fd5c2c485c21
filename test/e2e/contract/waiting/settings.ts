import { each, equals, journey, type Lab, people, wait } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { set } from '../../../support/workflow';
import { SETTING_CASES } from '../setting-cases';

export const settings: LabSuite = (open) =>
  describe('settings of a waiting node', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    it.each(SETTING_CASES)(
      '$name: three people park, nothing leaks, all continue once',
      async ({ name, setting }) => {
        const key = `s${SETTING_CASES.findIndex((other) => other.name === name)}`;
        // The right side is each person's own: Execute Once must not make it the first person's.
        const conditions = equals('properties.for', '={{ $json.userId }}');
        const id = await lab.publish(
          journey(
            key,
            [
              wait('Wait', [{ event: `${key}.go`, conditions }], {}, setting),
              set('Yes', { who: "$('Entered').item.json.userId" }),
              set('No', {}),
            ],
            [
              ['Entered', 'Wait'],
              ['Wait', 'Yes'],
              ['Wait', 'No', 1],
              ['Wait', 'No', 2],
            ],
            { peoplePerExecution: 5 },
            setting,
          ),
        );
        const users = people(key, 3);
        await lab.send(...each(users, `${key}.start`));
        await lab.settled();
        const [parked, ...more] = await lab.executions(id, 1);
        expect(more).toEqual([]);
        expect(parked?.status).toBe('success');
        expect([...(parked?.nodes.keys() ?? [])]).toEqual(['Entered', 'Wait']);
        expect(parked?.nodes.get('Wait')?.flatMap((run) => run.outputs.flat())).toEqual([]);
        expect(lab.store.waiting(id)).toEqual(users);

        await lab.send(...each(users, `${key}.go`, { for: 'nobody' }));
        await lab.settled();
        expect(lab.store.waits(id, 'open')).toHaveLength(3);
        await lab.send(
          ...users.map((user) => ({ userId: user, event: `${key}.go`, properties: { for: user } })),
        );
        await lab.settled();
        const [, continued, ...after] = await lab.executions(id, 2);
        expect(after).toEqual([]);
        expect(continued?.status).toBe('success');
        expect(continued?.nodes.get('Wait')?.[0]?.outputs.flat()).toEqual([]);
        expect(
          continued
            ?.json('Yes')
            .map(({ who }) => who)
            .sort(),
        ).toEqual(users);
        expect(continued?.nodes.has('No')).toBe(false);
      },
    );

    it('Retry On Fail takes a field called "error" for a failure: the person still waits once', async () => {
      const id = await lab.publish(
        journey(
          'error',
          [
            set('Error', { error: '"of another service"' }),
            wait(
              'Wait',
              ['error.go'],
              { settings: { lookBack: 'ever' } },
              { retryOnFail: true, waitBetweenTries: 10 },
            ),
            set('Yes', { who: '$json.userId' }),
          ],
          [
            ['Entered', 'Error'],
            ['Error', 'Wait'],
            ['Wait', 'Yes'],
          ],
        ),
      );
      await lab.send({ userId: 'ann', event: 'error.go' }, { userId: 'ann', event: 'error.start' });
      await lab.settled();
      const [execution] = await lab.executions(id, 1);
      expect(execution?.json('Yes')).toMatchObject([{ who: 'ann', error: 'of another service' }]);
      expect(lab.store.waits(id).map(({ state }) => state)).toEqual(['resolved']);
      expect(lab.store.enrollments(id).map(({ reason }) => reason)).toEqual(['completed']);
    });
  });
