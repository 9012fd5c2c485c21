/** Metrics Recorder in n8n's own engine. */
import type { IDataObject, IRun } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas, items, openStore } from './harness';
import { canvas, DAY, ended, errors, happens, passes, publish, stage, users } from './stage';

stage();

const bought = node('W', 'waitForEvent', { branches: { values: [{ name: 'Bought', event: 'bought' }] } });
const recorder = (name = 'M', parameters: IDataObject = {}) =>
  node(name, 'metricsRecorder', {
    name: 'purchase',
    value: '={{ $json.wait.event.properties.amount }}',
    currency: 'cny',
    orderId: '={{ $json.wait.event.properties.order }}',
    ...parameters,
  });
const report = async (workflowId: string, parameters: IDataObject = {}) => {
  const nodes = [node('R', 'metricsRecorder', { operation: 'report', workflowId, ...parameters })];
  const plain = await Canvas.of(workflow('report', nodes, []));
  return plain.production('R', [{}]);
};

test('an order counts once per journey and the items go on; the report is the funnel, from a plain workflow too', async () => {
  const start = await publish(
    [bought, recorder(), node('N', 'test.stamp')],
    [
      ['T', 'W'],
      ['W', 'M'],
      ['M', 'N'],
    ],
    { goal: { value: { event: 'bought', days: 1 } } },
  );
  await happens(start, ['ann', 'bob', 'cat', 'dan']);
  await passes(1000);
  await happens('bought', ['ann'], { amount: 500, order: 'o1' });
  await happens('bought', ['bob'], { amount: 500, order: 'o1' });
  await happens('bought', ['cat'], { amount: 250, order: 'o2' });
  expect([users('N'), errors()]).toEqual([['ann', 'bob', 'cat'], []]);
  const { id = '' } = canvas().workflow;
  const run = await report(id);
  const rows = items(run, 'R');
  expect(
    rows.map((row) => [row['entered'], row['outcomes'], row['waitingNow'], row['converted'], row['value']]),
  ).toEqual([
    [4, { entered: 4 }, 0, 2, { CNY: 750 }],
    [4, { waiting: 4, 'bought#1': 3 }, 1, 2, { CNY: 750 }],
    [3, { recorded: 2, duplicate_order: 1 }, 0, 2, { CNY: 750 }],
  ]);
  expect(rows.map((row) => row['conversionRate'])).toEqual([0.5, 0.5, 2 / 3]);
  expect(rows.map((row) => row['goals'])).toEqual([3, 3, 3]);
  const own = await canvas().manual('M', [{ wait: { event: { properties: { amount: 1, order: 'x' } } } }]);
  expect(items(own, 'M')).toHaveLength(1);
  const later = items(await report(id, { dateRange: 'event', from: '2999-01-01' }), 'R');
  expect(later).toEqual([]);
});

test('an attempt that dies after recording is replayed, and counts once', async () => {
  const start = await publish(
    [bought, recorder('M', { orderId: '' }), recorder('X', { metric: 'custom', name: 'points', value: 0.5 })],
    [
      ['T', 'W'],
      ['W', 'M'],
      ['M', 'X'],
    ],
  );
  await happens(start, ['ann']);
  await passes(1000);
  const store = await openStore();
  const { recordSteps } = store;
  let failing = true;
  // The metric is committed, then the journal fails: the execution ends in a store error and is tried again.
  jest.spyOn(store, 'recordSteps').mockImplementation((steps) => {
    if (failing && steps.some(({ outcome }) => outcome === 'recorded')) {
      failing = false;
      return Promise.reject(new Error('disk full'));
    }
    return recordSteps(steps);
  });
  const recorded = jest.spyOn(store, 'recordMetrics');
  await happens('bought', ['ann'], { amount: 500 });
  await passes(DAY / 2);
  expect(recorded.mock.calls.length).toBe(3);
  expect(errors()).toEqual(['The journey store did not answer: disk full']);
  const rows = await store.report({ workflowId: canvas().workflow.id, range: 'entry', from: null, to: null });
  expect(rows.map(({ conversions, value, metrics }) => [conversions, value, metrics])).toEqual(
    Array(4).fill([1, { CNY: 500 }, { points: { count: 1, sum: 0.5 } }]),
  );
  expect(rows.map(({ outcomes }) => outcomes['recorded'] ?? 0).sort()).toEqual([0, 0, 1, 1]);
  expect(items(ended().at(-1)?.run, 'X')).toHaveLength(1);
});

const hints = (run: IRun | undefined, name = 'M') =>
  run?.data.resultData.runData[name]?.[0]?.hints?.map(({ message }) => message) ?? [];

test('the report names steps of other workflows and nodes that are gone; a time scale is told loudly', async () => {
  const start = await publish([bought, recorder()], [['T', 'W']], { settings: { timeScale: 24 } });
  await happens(start, ['ann', 'bob']);
  await passes(1000);
  await happens(start, ['ann']);
  const { id = '' } = canvas().workflow;
  const told = (run: IRun) =>
    items(run, 'R').map(({ node: name, version, timeScale }) => [name, version === null, timeScale]);
  const rows = [
    ['T', false, 24],
    ['W', false, 24],
    ['T', true, null],
  ];
  const elsewhere = await report(id);
  expect(told(elsewhere)).toEqual(rows);
  expect(items(elsewhere, 'R')[2]).toMatchObject({ outcomes: { already_entered: 1 }, entered: 0 });
  expect(elsewhere.data.resultData.runData['R']?.[0]?.hints).toMatchObject([
    { type: 'danger', message: expect.stringMatching(/^Time Scale was 24 in steps of this report/) },
  ]);
  // The workflow itself, after all of these nodes were deleted.
  const only = node('R', 'metricsRecorder', { operation: 'report' }, { id: 'another' });
  const later = await Canvas.of(workflow(id, [only], []));
  expect(told(await later.production('R', [{}]))).toEqual(rows);
});

test('an odd amount costs nobody the journey: it is not recorded, is told, and the person goes on', async () => {
  const currency = '={{ $json.wait.event.properties.currency }}';
  const start = await publish(
    [bought, recorder('M', { currency }), node('C', 'sendCoupon', { plan: 'odd' })],
    [
      ['T', 'W'],
      ['W', 'M'],
      ['M', 'C'],
    ],
    { peoplePerExecution: 5 },
  );
  await happens(start, ['ann', 'bob', 'cat']);
  await passes(1000);
  await happens('bought', ['ann', 'bob'], { amount: '1,280.00', currency: 'CNY', order: 'o1' });
  await happens('bought', ['cat'], { amount: 500, currency: '¥', order: 'o2' });
  expect([users('C'), errors()]).toEqual([['ann', 'bob', 'cat'], []]);
  expect(ended().flatMap(({ run }) => hints(run))).toEqual([
    expect.stringMatching(
      /^2 of the items were not recorded\. Item 0: The Value is 1,280\.00\. Use .* Item 1: /,
    ),
    expect.stringMatching(/^1 of the items was not recorded\. Item 0: The Currency is ¥\. Use three letters/),
  ]);
  const rows = items(await report(canvas().workflow.id), 'R');
  expect(rows.map(({ outcomes, conversions }) => [outcomes, conversions])).toContainEqual([
    { invalid: 3 },
    0,
  ]);
});

test.each<[string, IDataObject, RegExp]>([
  ['a value that is none', { value: '={{ $json.none }}' }, /The Value is/],
  ['half a cent', { value: 0.5 }, /whole number of the smallest unit/],
  ['a strange currency', { currency: 'money' }, /three letters/],
  ['no name', { name: ' ' }, /The Name is empty/],
])('%s is told by a hint that names the field, also in a test run', async (_, parameters, message) => {
  const one = await Canvas.of(
    workflow('fields', [recorder('M', { value: 1, orderId: '', ...parameters })], []),
  );
  const run = await one.manual('M', [{}]);
  expect([items(run, 'M').length, hints(run)[0]]).toEqual([1, expect.stringMatching(message)]);
});

test('a date that is none is an error that names the field', async () => {
  const parameters = { operation: 'report', from: 'soon' };
  const one = await Canvas.of(workflow('fields', [node('M', 'metricsRecorder', parameters)], []));
  expect((await one.manual('M', [{}])).data.resultData.error?.message).toMatch(/From is soon/);
});

test.each([
  ['executeWorkflowTrigger', 'a sub-workflow'],
  ['errorTrigger', 'an error workflow'],
  ['chatTrigger', 'a chat'],
])('nobody can wait in what %s begins, and is told where to', async (type, name) => {
  const one = await Canvas.of(workflow('elsewhere', [node('S', `test.${type}`), bought], [['S', 'W']]));
  const { error } = (await one.production('S', [{ userId: 'ann' }])).data.resultData;
  expect(error?.message).toBe('Item 0 belongs to no journey');
  expect(error?.description).toBe(
    `This execution is ${name}, in which nobody can wait: put the wait in the journey itself`,
  );
});

test('items of nobody are not recorded, and a test run records nothing', async () => {
  const one = await Canvas.of(workflow('nobody', [recorder('M', { value: 1, orderId: '' })], []));
  const { error } = (await one.production('M', [{ userId: 'ann' }])).data.resultData;
  expect(error?.message).toBe('Item 0 belongs to no journey');
  const recorded = jest.spyOn(await openStore(), 'recordMetrics');
  expect(items(await one.manual('M', [{ userId: 'ann' }]), 'M')).toEqual([{ userId: 'ann' }]);
  expect(recorded).not.toHaveBeenCalled();
});
