/** n8n's own database is away when executions end. */
import { node } from '../support/workflow';
import { openStore, saving } from './harness';
import { canvas, DAY, happens, passes, publish, stage } from './stage';

stage();

test('people are through although n8n cannot save how their executions end', async () => {
  const start = await publish(
    [
      node('W', 'waitForEvent', {
        branches: { values: [{ name: 'Bought', event: 'purchase' }] },
        limitAmount: 1,
      }),
      node('C', 'sendCoupon', { plan: 'unsaved' }),
    ],
    [
      ['T', 'W'],
      ['W', 'C'],
    ],
  );
  saving.fails = true;
  try {
    await happens(start, ['ann', 'bob']);
    await happens('purchase', ['ann']);
    await passes(DAY);
  } finally {
    saving.fails = false;
  }
  const store = await openStore();
  for (const userId of ['ann', 'bob']) {
    const passages = await store.passagesOf({ userId, workflowId: canvas().workflow.id, activeOnly: false });
    expect(passages.map(({ active, reason }) => [active, reason])).toEqual([[false, 'completed']]);
  }
  expect(await store.progress()).toMatchObject({ openWaits: 0 });
});
