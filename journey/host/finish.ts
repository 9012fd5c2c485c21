import type { IExecuteFunctions } from 'n8n-workflow';
import type { DeliveryRef, ExecutionOutcome } from '../ports/store';
import { clock } from './clock';
import { atEnd, executionError, lifeOf } from './execution-end';
import { journal, type Step } from './journal';
import type { JourneyProcess } from './process';
import { after } from './timers';
import { vanishedIn } from './vanished';

const FIRST_RETRY_MS = 1_000;
/** Short, since nobody goes on before it: people wait for no longer than this once the store answers again. */
const MAX_RETRY_MS = 8_000;

/** Lives of executions whose end is seen to. */
const seenTo = new WeakSet<object>();

/**
 * Lets the process that executes write down how the execution ended, once it has. Again after n8n has resumed it from a
 * wait of its own, since n8n forgets who wanted to know; a second call in the same life does nothing.
 */
export function settleAtEnd(process: JourneyProcess, context: IExecuteFunctions): void {
  const life = lifeOf(context);
  if (seenTo.has(life)) return;
  seenTo.add(life);
  const executionId = context.getExecutionId();
  const workflowId = context.getWorkflow().id ?? '';
  process.executions.resume(executionId);
  let told = false;
  const ended = async (): Promise<void> => {
    // n8n may call twice.
    if (told) return;
    told = true;
    const outcome = outcomeOf(context, process.executions.get(executionId)?.storeFailed ?? false);
    const steps = outcome.kind === 'success' ? vanishedIn(process, context) : [];
    await untilWritten(async () => {
      await journal(process, context, await current(process, steps));
      await write(process, executionId, workflowId, outcome);
    });
  };
  atEnd(context, { ended, waiting: () => untilWritten(() => markNativeWait(process, executionId)) });
}

/** By whoever executes it, since who started it may be gone by then; until it is written, this process owns its people. */
async function markNativeWait(process: JourneyProcess, executionId: string): Promise<void> {
  await (await process.runtime.store()).markNativeWait(executionId);
  process.executions.pause(executionId);
}

/**
 * Sees to people whose execution could not win them because the store failed: it ends in an error without them, so once
 * the store answers they are won for it after all and given back, to be tried again.
 */
export function settleUnclaimed(
  process: JourneyProcess,
  executionId: string,
  refs: readonly DeliveryRef[],
): void {
  const giveBack = async (): Promise<void> => {
    // A further try of the node may have won them meanwhile.
    if (process.executions.get(executionId)) return;
    await process.heartbeat.keep();
    const store = await process.runtime.store();
    await store.claim(refs, executionId, process.runtime.bootId);
    const outcome = { kind: 'store_error', message: 'The journey store did not answer' } as const;
    await store.finish(executionId, outcome, clock().now());
    process.runtime.poke();
  };
  after(FIRST_RETRY_MS, () => void untilWritten(giveBack, FIRST_RETRY_MS * 2));
}

function outcomeOf(context: IExecuteFunctions, storeFailed: boolean): ExecutionOutcome {
  const error = executionError(context);
  if (!error) return { kind: 'success' };
  if (storeFailed) return { kind: 'store_error', message: error.message };
  if (!error.name.includes('Cancelled')) return { kind: 'error', message: error.message };
  return /Timeout|Shutdown/.test(error.name)
    ? { kind: 'interrupted', message: error.message }
    : { kind: 'stopped' };
}

async function write(
  process: JourneyProcess,
  executionId: string,
  workflowId: string,
  outcome: ExecutionOutcome,
): Promise<void> {
  const store = await process.runtime.store();
  await store.finish(executionId, outcome, clock().now());
  if (outcome.kind === 'success' || outcome.kind === 'error') {
    await store.countEnd(workflowId, outcome.kind === 'error');
  }
  // Not before: until then this process still owns them, and has to say that it is alive.
  process.executions.end(executionId);
  process.runtime.poke();
}

/** Steps of people who are still this execution's: others may have been started anew while the store did not answer. */
async function current(process: JourneyProcess, steps: readonly Step[]): Promise<Step[]> {
  if (steps.length === 0) return [];
  const store = await process.runtime.store();
  const standings = await store.standings(steps.map(({ person }) => person));
  return steps.filter((_, place) => standings[place] === 'current');
}

/** Tries until the store has it: what is not written down would be taken for a crash later. */
async function untilWritten(step: () => Promise<void>, retryMs = FIRST_RETRY_MS): Promise<void> {
  try {
    await step();
  } catch {
    after(retryMs, () => void untilWritten(step, Math.min(retryMs * 2, MAX_RETRY_MS)));
  }
}
