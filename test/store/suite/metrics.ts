import type { MetricRequest, PersonRef } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { DAY, enter, entryRule, event, found, personOf, ROOMY, route, run, T0, TRIGGER } from '../kit';

export function metricFor(person: PersonRef, given: Partial<MetricRequest> = {}): MetricRequest {
  return {
    workflowId: 'journey',
    nodeId: 'metrics',
    person,
    key: `${person.deliveryId}:metrics:0`,
    version: 'v1',
    kind: 'conversion',
    name: 'purchase',
    value: 500,
    currency: 'CNY',
    orderId: null,
    at: T0,
    ...given,
  };
}

/** Metrics count once per step, and an order once per journey. */
export function describeMetrics(open: Open): void {
  const now = freshStore(open);
  const two = async () => {
    const people = await enter(now().store, ['ann', 'bob'], entryRule());
    return people.map(personOf) as [PersonRef, PersonRef];
  };
  const record = (...requests: MetricRequest[]) => now().store.recordMetrics(requests);
  const rows = () => now().engine.db.selectFrom('journey_metric').selectAll().orderBy('key').execute();

  test('a replay is the same metric, and the first value stays', async () => {
    const [ann] = await two();
    expect(await record(metricFor(ann), metricFor(ann))).toEqual(['recorded', 'recorded']);
    expect(await record(metricFor(ann, { value: 900 }))).toEqual(['recorded']);
    expect(await rows()).toMatchObject([{ value: 500, currency: 'CNY', enrollment_id: ann.enrollmentId }]);
  });

  test('a replay by the next attempt after a crash counts once', async () => {
    const [ann] = await two();
    await record(metricFor(ann));
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    const again = await run(now().store, TRIGGER, 'second', T0 + DAY, 'boot-2');
    const person = personOf(found(again.find(({ userId }) => userId === 'ann')));
    expect(await record(metricFor(person), metricFor(ann))).toEqual(['recorded', 'stale_attempt']);
    expect(await rows()).toHaveLength(1);
  });

  test('an order counts once per journey, at any step and for anybody; a replay of the first one stays', async () => {
    const [ann, bob] = await two();
    const first = metricFor(ann, { orderId: 'o1' });
    const others = [
      metricFor(ann, { orderId: 'o1', key: 'later', name: 'upsell' }),
      metricFor(bob, { orderId: 'o1' }),
      metricFor(bob, { orderId: 'o1', key: 'elsewhere', workflowId: 'other' }),
      metricFor(bob, { orderId: 'o2', key: 'o2' }),
      metricFor(bob, { key: 'none' }),
    ];
    expect(await record(first)).toEqual(['recorded']);
    expect(await record(...others, first)).toEqual([
      'duplicate_order',
      'duplicate_order',
      'recorded',
      'recorded',
      'recorded',
      'recorded',
    ]);
    expect(await rows()).toHaveLength(4);
  });

  test('whoever has left records nothing', async () => {
    const [ann, bob] = await two();
    await now()
      .engine.db.updateTable('journey_enrollment')
      .set({ state: 'ended' })
      .where('id', '=', ann.enrollmentId)
      .execute();
    expect(
      await record(metricFor(ann), metricFor(bob, { kind: 'custom', currency: null, value: 0.25 })),
    ).toEqual(['exited', 'recorded']);
    expect(await rows()).toMatchObject([{ kind: 'custom', value: 0.25 }]);
  });

  test('whoever is held out is measured too, and the report says so', async () => {
    const people = await enter(now().store, ['ann', 'bob'], entryRule({ holdoutPercent: 100 }));
    const [ann, bob] = people.map(personOf) as [PersonRef, PersonRef];
    expect(await record(metricFor(ann))).toEqual(['recorded']);
    const step = { ...TRIGGER, version: 'v1', outcome: 'entered', at: T0 };
    await now().store.recordSteps(
      [ann, bob].map(({ deliveryId, enrollmentId }) => ({ ...step, key: deliveryId, enrollmentId })),
    );
    const reported = await now().store.report({
      workflowId: 'journey',
      range: 'event',
      from: null,
      to: null,
    });
    expect(reported).toMatchObject([{ entered: 2, converted: 1, heldOut: { entered: 2, converted: 1 } }]);
  });

  test('whoever was merged into another user since goes on recording', async () => {
    const [ann] = await two();
    await now().store.append([event('eve', '$alias', { at: T0 + 1, properties: { alias: 'ann' } })]);
    await route(now().store);
    expect(await record(metricFor(ann))).toEqual(['recorded']);
  });

  test('two at the same time count an order once', async () => {
    const [ann, bob] = await two();
    const outcomes = await Promise.all(
      [ann, bob].map((person) => record(metricFor(person, { orderId: 'race' }))),
    );
    expect(outcomes.flat().sort()).toEqual(['duplicate_order', 'recorded']);
  });

  test('no metrics are no work', async () => {
    expect(await record()).toEqual([]);
  });

  test('profiles are read for all users at once', async () => {
    const profile = { user_id: 'ann', traits: '{"city":"Wien"}', updated_at: T0 };
    await now().engine.db.insertInto('journey_profile').values(profile).execute();
    expect(await now().store.profilesOf(['ann', 'bob', 'ann'])).toEqual(new Map([['ann', { city: 'Wien' }]]));
    expect(await now().store.profilesOf([])).toEqual(new Map());
  });
}
