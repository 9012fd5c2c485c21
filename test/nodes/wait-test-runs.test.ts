/** Which way a test run in the editor takes at a wait, and what it refuses. */
import type { IDataObject } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas, items, tidyUp } from './harness';

afterAll(tidyUp);

const purchase = { name: 'Bought', event: 'purchase' };
const run = async (parameters: IDataObject) => {
  const canvas = await Canvas.of(workflow('wait-test-run', [node('W', 'waitForEvent', parameters)], []));
  return canvas.manual('W', [{ userId: 'ann' }]);
};

test.each(['Returned', '2', 'refund'])(
  'a test run takes the output "%s", by its name or number',
  async (testOutput) => {
    const returned = { name: testOutput === 'refund' ? '' : 'Returned', event: 'refund' };
    const settings = { inTestRuns: 'output', testOutput };
    const ran = await run({ branches: { values: [purchase, returned] }, settings });
    expect(items(ran, 'W', 1)).toMatchObject([{ wait: { event: { event: 'refund', userId: 'ann' } } }]);
  },
);

test.each<[string, IDataObject, RegExp]>([
  ['an output that is not there', { settings: { inTestRuns: 'output', testOutput: '4' } }, /"4".*1 Bought/],
  ['Timed Out of none', { waitForever: true, settings: { inTestRuns: 'timedOut' } }, /"Timed Out".*1 Bought/],
  ['Skipped of none', { settings: { inTestRuns: 'skipped' } }, /"Skipped".*2 Timed Out/],
  ['an empty event', { branches: { values: [{ event: ' ' }] } }, /branch 1 is empty.*time only/],
  ['an unknown step', { countedFrom: 'step', step: 'Cupon' }, /Step is "Cupon".*There is none/],
])('%s is an error', async (_, parameters, message) => {
  const ran = await run({ branches: { values: [purchase] }, ...parameters });
  expect(ran.data.resultData.error?.message).toMatch(message);
});
