import { branchOf, configuredOutputs, messageOutputs, outputs } from '../../../nodes/SendMessage/outputs';
import type { AttemptOutcome } from '../../../journey';

const OUTCOMES: AttemptOutcome[] = [
  ...(['sent', 'would_have', 'delivered', 'undelivered', 'no_report'] as const),
  ...(['suppressed', 'capped', 'failed', 'unknown'] as const),
];

test('one output, or one per outcome', () => {
  const names = (parameters: Parameters<typeof configuredOutputs>[0]) =>
    configuredOutputs(parameters).map(({ displayName }) => displayName);
  const refusals = ['Suppressed', 'Capped', 'Failed', 'Unknown'];
  expect(names({})).toEqual([undefined]);
  expect(names({ outcomesAs: 'outputs' })).toEqual(['Sent', ...refusals]);
  expect(names({ outcomesAs: 'outputs', deliveryReports: 'wait' })).toEqual([
    ...['Delivered', 'Not Delivered', 'No Report'],
    ...refusals,
  ]);
});

test('the expression holds the whole function', () => {
  expect(outputs).toMatch(/^=\{\{\(.*\)\(\$parameter\)\}\}$/s);
  expect(outputs).not.toMatch(/__|import|require/);
});

test.each([{}, { outcomesAs: 'outputs' }, { outcomesAs: 'outputs', deliveryReports: 'wait' }])(
  'nobody is lost, whatever the outputs: %j',
  (parameters) => {
    const among = messageOutputs(parameters);
    const places = OUTCOMES.map((outcome) =>
      among.findIndex(({ branchId }) => branchId === branchOf(among)(outcome)),
    );
    expect(Math.min(...places)).toBe(0);
    expect(new Set(places).size).toBe(among.length);
  },
);
