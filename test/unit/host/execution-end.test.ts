import type { IExecuteFunctions } from 'n8n-workflow';
import { executionError } from '../../../journey/host/execution-end';

const MINUTE = 60_000;

/** An execution context as n8n leaves it behind. */
function ended(given: { error?: object; aborted?: boolean; limit?: number }): IExecuteFunctions {
  return {
    runExecutionData: { resultData: { error: given.error } },
    additionalData: { executionTimeoutTimestamp: given.limit },
    getExecutionCancelSignal: () => ({ aborted: given.aborted ?? false }),
  } as unknown as IExecuteFunctions;
}

const stopped = { name: 'ManualExecutionCancelledError', message: 'stopped' };

test.each([
  ['success', {}, undefined],
  ['an error', { error: { name: 'NodeApiError', message: 'no' } }, 'NodeApiError'],
  ['an error without a name', { error: { message: 'no' } }, 'Error'],
  ['cancelled, the error not yet named', { aborted: true }, 'ManualExecutionCancelledError'],
  ['stopped by a user', { aborted: true, error: stopped }, 'ManualExecutionCancelledError'],
  ['stopped within its time', { aborted: true, limit: Date.now() + MINUTE }, 'ManualExecutionCancelledError'],
  [
    'over its time',
    { aborted: true, error: stopped, limit: Date.now() - MINUTE },
    'TimeoutExecutionCancelledError',
  ],
  ['over its time, in success', { limit: Date.now() - MINUTE }, undefined],
])('%s', (_, given, name) => {
  expect(executionError(ended(given))?.name).toBe(name);
});
