import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas, items, openStore, tidyUp } from './harness';
import { fits, schemaFaults } from './schemas';

afterAll(tidyUp);

const WHO = { userId: 'ann', event: 'user.registered', properties: { plan: 'pro' } };

test('the check of schemas finds what does not fit', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', enum: ['x'] }, b: { type: ['integer', 'null'] } },
  };
  expect(fits(schema, { a: 'x', b: null })).toEqual([]);
  expect(fits(schema, { a: 'y', b: 1.5 })).toEqual(['$.a is "y"', '$.b is number']);
});

describe('User Event Trigger', () => {
  test('hands on what it was given', async () => {
    const canvas = await Canvas.of(workflow('manual-trigger', [node('T', 'userEventTrigger')], []));
    const run = await canvas.manual('T', [WHO, { userId: 'bob' }]);
    expect([run.status, items(run, 'T')]).toEqual(['success', [WHO, { userId: 'bob' }]]);
  });

  const sampled = async (sampleEvent?: string) => {
    const listening = {
      eventsFrom: 'journeys',
      events: 'user.registered, lead.created',
      settings: { sampleEvent },
    };
    const canvas = await Canvas.of(workflow('manual-sample', [node('T', 'userEventTrigger', listening)], []));
    return canvas.manual('T', [{}]);
  };

  test('without a URL starts with its sample, made whole', async () => {
    const expected = { userId: 'sample-user', event: 'user.registered', properties: {} };
    const found = await sampled();
    expect(items(found, 'T')).toMatchObject([expected]);
    expect(schemaFaults('UserEventTrigger', items(found, 'T'))).toEqual([]);
    expect(items(await sampled('{"userId":"ann"}'), 'T')).toMatchObject([{ ...expected, userId: 'ann' }]);
  });

  test.each(['[1]', '{"a":'])('refuses the sample %s', async (sample) => {
    const run = await sampled(sample);
    expect(run.status).toBe('error');
    expect(JSON.stringify(run)).toContain('Sample Event is not the JSON of an event');
  });
});

describe('Wait For Event', () => {
  const purchase = { name: 'Bought', event: 'purchase' };
  const run = async (parameters: IDataObject, people: IDataObject[] = [WHO]) => {
    const nodes = [
      node('W', 'waitForEvent', parameters),
      node('A', 'test.stamp', { value: '={{ $json.wait.outcome }}' }),
    ];
    const canvas = await Canvas.of(workflow('manual-wait', nodes, [['W', 'A']]));
    return canvas.manual('W', people);
  };

  test('takes the first event branch with the sample event, for everybody and at once', async () => {
    const settings = { sampleEvent: '{"properties": {"amount": 5}}' };
    const ran = await run({ branches: { values: [purchase, { event: 'refund' }] }, settings }, [
      WHO,
      { userId: 'bob' },
    ]);
    const waited = (userId: string) => ({
      ...{ outcome: 'Bought', startedAt: null, deadlineAt: null },
      event: {
        ...{ eventId: 'sample', userId, event: 'purchase', properties: { amount: 5 } },
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      },
    });
    expect(items(ran, 'W')).toEqual([
      { ...WHO, wait: waited('ann') },
      { userId: 'bob', wait: waited('bob') },
    ]);
    expect([items(ran, 'W', 1), items(ran, 'W', 2)]).toEqual([[], []]);
    expect(items(ran, 'A').map(({ stamp }) => stamp)).toEqual(['Bought', 'Bought']);
    expect(schemaFaults('WaitForEvent', items(ran, 'W'))).toEqual([]);
  });

  test('or Timed Out, which is the last output', async () => {
    const ran = await run({ branches: { values: [purchase] }, settings: { inTestRuns: 'timedOut' } });
    const wait = { outcome: 'Timed Out', event: null, startedAt: null, deadlineAt: null };
    expect([items(ran, 'W'), items(ran, 'W', 1)]).toEqual([[], [{ ...WHO, wait }]]);
    expect(schemaFaults('WaitForEvent', items(ran, 'W', 1))).toEqual([]);
  });

  test('a wait for time only has nothing but Timed Out', async () => {
    const ran = await run({ branches: {} });
    expect(items(ran, 'A').map(({ stamp }) => stamp)).toEqual(['Timed Out']);
  });

  test('a sample event that is no JSON is named', async () => {
    const ran = await run({ branches: { values: [purchase] }, settings: { sampleEvent: '{oops' } });
    expect(ran.data.resultData.error?.message).toMatch(/Sample Event/);
    expect(items(ran, 'W')).toEqual([]);
  });
});

describe('Send Coupon', () => {
  const offering = (...offers: IDataObject[]): IDataObject => {
    const values = offers.map((offer) => ({ channel: 'app', value: 1, currency: 'CNY', ...offer }));
    return { plan: 'a', offers: { values } };
  };
  const send = async (parameters: IDataObject) => {
    const canvas = await Canvas.of(workflow('manual-coupon', [node('C', 'sendCoupon', parameters)], []));
    return canvas.manual('C', [WHO]);
  };

  test('simulates: a made-up code, and no store is opened', async () => {
    const offers = { values: [{ channel: 'app', value: 800, currency: 'CNY' }] };
    const run = await send({ plan: 'first', offers, codePrefix: 'WELCOME-', settings: { codeLength: 8 } });
    const [item] = items(run, 'C');
    expect(item).toMatchObject({
      ...WHO,
      coupon: { outcome: 'simulated', code: 'WELCOME-XXXXXXXX', plan: 'first', offers: offers.values },
    });
    const { issuedAt, expiresAt } = item?.['coupon'] as { issuedAt: string; expiresAt: string };
    expect(Date.parse(expiresAt) - Date.parse(issuedAt)).toBe(30 * 86_400_000);
    expect(schemaFaults('SendCoupon', items(run, 'C'))).toEqual([]);
    expect(Symbol.for('@journey-canvas/process/1') in globalThis).toBe(false);
  });

  test('a code that never expires', async () => {
    const run = await send({ plan: 'first', validDays: 0 });
    expect(items(run, 'C')[0]?.['coupon']).toMatchObject({ expiresAt: null });
  });

  test.each<[string, IDataObject, RegExp]>([
    ['no plan', { plan: ' ' }, /plan is empty/],
    ['a length that cannot be', { plan: 'a', settings: { codeLength: 3 } }, /Code Length/],
    ['an expiry that is no number', { plan: 'a', validDays: '={{ $json.missing }}' }, /Valid Days/],
    [
      'a broken amount',
      { plan: 'a', offers: { values: [{ channel: 'app', value: 4.5, currency: 'CNY' }] } },
      /Value/,
    ],
    ['no offer', { plan: 'a', offers: {} }, /There are no Offers\. Add one/],
    ['an offer for nowhere', offering({ channel: ' ' }), /The Channel of offer 1 is empty/],
    ['two for one channel', offering({}, { value: 2 }), /The Channel app has two offers/],
    ['a strange currency', offering({ currency: 'RMB yuan' }), /for app is RMB yuan\. Use three letters/],
    ['two currencies', offering({}, { channel: 'w', currency: 'EUR' }), /offers in CNY and EUR together/],
  ])('%s is an error that names the field', async (_, parameters, message) => {
    const run = await send(parameters);
    expect(run.data.resultData.error?.message).toMatch(message);
    expect(run.data.resultData.error?.message).not.toMatch(/store/);
  });
});

describe('Publish User Event', () => {
  const publish = async (parameters: IDataObject, people: IDataObject[] = [WHO]) => {
    const canvas = await Canvas.of(
      workflow('manual-publish', [node('P', 'publishUserEvent', parameters)], []),
    );
    return canvas.manual('P', people);
  };
  const amount = (value: string): IDataObject => ({
    assignments: [{ id: '1', name: 'amount', value, type: 'number' } as unknown as IDataObject],
  });

  test('simulates one event per item, whoever they belong to', async () => {
    const run = await publish({ event: 'renewed', properties: amount('5') }, [WHO, { userId: 'bob' }]);
    expect(items(run, 'P')).toEqual(
      ['ann', 'bob'].map((userId) => ({ eventId: null, userId, event: 'renewed', outcome: 'simulated' })),
    );
    expect(schemaFaults('PublishUserEvent', items(run, 'P'))).toEqual([]);
  });

  test('a bad item is rejected with the reason, its neighbours are not', async () => {
    const run = await publish({ event: 'renewed' }, [{ userId: '' }, WHO]);
    expect(items(run, 'P').map(({ outcome }) => outcome)).toEqual(['rejected', 'simulated']);
    expect(items(run, 'P')[0]?.['reason']).toMatch(/userId/);
    expect(schemaFaults('PublishUserEvent', items(run, 'P'))).toEqual([]);
  });

  test('a property that is not of its type names its row', async () => {
    const run = await publish({ event: 'renewed', properties: amount('five') });
    const [item] = items(run, 'P');
    expect(item).toMatchObject({ userId: 'ann', event: 'renewed', outcome: 'rejected' });
    expect(item?.['reason']).toMatch(/Property amount is not a number/);
    expect(run.data.resultData.runData['P']?.[0]?.hints).toMatchObject([
      { message: expect.stringMatching(/^1 of the items was not published\. Item 0: Property amount/) },
    ]);
  });
});

describe('Really Do It in Test Runs', () => {
  const settings = { reallyInTestRuns: true };
  const nodes = [
    node('C', 'sendCoupon', { plan: 'really', settings }),
    node('P', 'publishUserEvent', { event: 'really.done', settings }),
  ];

  test('issues real codes on throw-away enrollments, shows them masked, and publishes', async () => {
    const canvas = await Canvas.of(workflow('manual-really', nodes, [['C', 'P']]));
    for (const run of [await canvas.manual('C', [WHO]), await canvas.manual('C', [WHO])]) {
      expect(items(run, 'C')[0]?.['coupon']).toMatchObject({ outcome: 'issued' });
      expect(items(run, 'P')).toEqual([expect.objectContaining({ userId: 'ann', outcome: 'accepted' })]);
      expect((items(run, 'C')[0]?.['coupon'] as IDataObject)['code']).toMatch(/^••••..$/);
    }
    const store = await openStore();
    expect(await store.couponStock('really')).toMatchObject({ issued: 2 });
    for (const range of ['entry', 'event'] as const) {
      expect(await store.report({ workflowId: 'manual-really', range, from: null, to: null })).toEqual([]);
    }
    const { deliveries, openWaits } = await store.progress();
    expect({ deliveries, openWaits }).toEqual({ deliveries: {}, openWaits: 0 });
  });
});

test('items know which item they came from, through every node', async () => {
  const nodes = [node('W', 'waitForEvent', { branches: {} }), node('C', 'sendCoupon', { plan: 'p' })];
  const canvas = await Canvas.of(workflow('manual-pairs', nodes, [['W', 'C']]));
  const run = await canvas.manual('W', [WHO, WHO]);
  const paired = (name: string): INodeExecutionData['pairedItem'][] =>
    (run.data.resultData.runData[name]?.[0]?.data?.['main']?.[0] ?? []).map(({ pairedItem }) => pairedItem);
  expect([paired('W'), paired('C')]).toEqual(Array(2).fill([{ item: 0 }, { item: 1 }]));
});
