import { configuredOutputs, outputs, placed } from '../../../nodes/SendCoupon/outputs';
import { answerOf } from '../../../nodes/SendCoupon/service';
import type { CouponItem, CouponResult } from '../../../journey';

const names = (parameters: Parameters<typeof configuredOutputs>[0]) =>
  configuredOutputs(parameters).map(({ displayName }) => displayName);
const item = (result: CouponResult): CouponItem => ({ result, data: { json: { result } } });
const RESULTS: CouponResult[] = [
  'issued',
  'simulated',
  'already_issued',
  'out_of_stock',
  'over_budget',
  'other_currency',
  'refused',
  'unknown',
];

test('one output, or one per outcome; those of a service only with one', () => {
  expect(names({})).toEqual([undefined]);
  expect(names({ operation: 'stock', outcomesAs: 'outputs' })).toEqual([undefined]);
  const own = ['Issued', 'Already Issued', 'Not Issued', 'Out of Stock'];
  expect(names({ outcomesAs: 'outputs' })).toEqual(own);
  expect(names({ outcomesAs: 'outputs', handOver: true })).toEqual([...own, 'Refused', 'Unknown']);
});

test('the expression holds the whole function', () => {
  expect(outputs).toMatch(/^=\{\{\(.*\)\(\$parameter\)\}\}$/s);
  expect(outputs).not.toMatch(/__|import|require/);
});

test('nobody is lost, whatever the outputs', () => {
  const items = RESULTS.map(item);
  const counts = (parameters: Parameters<typeof placed>[1]) =>
    placed(items, parameters).map(({ length }) => length);
  expect(counts({})).toEqual([8]);
  expect(counts({ outcomesAs: 'outputs', handOver: true })).toEqual([2, 1, 2, 1, 1, 1]);
  expect(counts({ outcomesAs: 'outputs' })).toEqual([2, 1, 2, 3]);
});

test.each([
  [200, 'done'],
  [204, 'done'],
  [301, 'refused'],
  [400, 'refused'],
  [408, 'unclear'],
  [409, 'refused'],
  [429, 'refused'],
  [500, 'unclear'],
  [504, 'unclear'],
])('the status %i is %s', (status, kind) => {
  expect(answerOf(status)).toMatchObject({ kind, status });
});
