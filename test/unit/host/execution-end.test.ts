import type { IExecuteFunctions } from 'n8n-workflow';
import { atEnd, executionError } from '../../../journey/host/execution-end';

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

describe('a life of an execution', () => {
  /** Runs its handlers as n8n does: one after the other, until one throws. */
  const endingWith = async (status: string, saved = async () => {}): Promise<string[]> => {
    const calls: string[] = [];
    const note = (name: string) => async () => void calls.push(name);
    const handlers: ((run: object) => Promise<void>)[] = [async () => (await saved(), note('saved')())];
    const context = {
      additionalData: { hooks: { handlers: { workflowExecuteAfter: handlers } } },
      onExecutionFinish: (handler: () => Promise<void>) =>
        handlers.push(async (run) => {
          if ((run as { status: string }).status !== 'waiting') await handler();
        }),
    };
    atEnd(context as unknown as IExecuteFunctions, { ended: note('ended'), waiting: note('waiting') });
    const run = async (): Promise<void> => {
      for (const handler of handlers) await handler({ status });
    };
    await run().catch(() => calls.push('not saved'));
    return calls;
  };

  test('is over before n8n has written it down', async () => {
    expect(await endingWith('success')).toEqual(['ended', 'saved']);
  });

  test('is over also where n8n cannot write it down', async () => {
    const failing = () => Promise.reject(new Error('no database'));
    expect(await endingWith('success', failing)).toEqual(['ended', 'not saved']);
  });

  test('waits once n8n has written it down: a wait that is lost is no wait', async () => {
    const failing = () => Promise.reject(new Error('no database'));
    expect(await endingWith('waiting')).toEqual(['saved', 'waiting']);
    expect(await endingWith('waiting', failing)).toEqual(['not saved']);
  });
});
