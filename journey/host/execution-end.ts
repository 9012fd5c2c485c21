import type { IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';
import { realNow } from './timers';

/** The parts of an execution context that n8n does not publish and that tell how an execution ends. */
interface Inside {
  readonly runExecutionData: IRunExecutionData;
  /** `executionTimeoutTimestamp`: real time in milliseconds; absent without a time limit. */
  readonly additionalData?: { readonly executionTimeoutTimestamp?: number };
}

/** n8n's timer may be this much ahead of the instant it stands for. */
const EARLY_MS = 100;

/**
 * How the execution ended, read after its end; null when in success. A cancelled one is told by its signal too: n8n says that
 * it has ended while a node may still be at work, and names the error later. n8n takes most time-outs for a stop by a
 * user, so the time limit decides.
 */
export function executionError(
  context: IExecuteFunctions,
): { readonly name: string; readonly message: string } | null {
  const { runExecutionData, additionalData } = context as unknown as Inside;
  const error = runExecutionData.resultData.error as { name?: string; message?: string } | undefined;
  const signal = (context as Partial<IExecuteFunctions>).getExecutionCancelSignal?.();
  const name = error?.name ?? (error ? 'Error' : 'ManualExecutionCancelledError');
  if (!error && signal?.aborted !== true) return null;
  const limit = additionalData?.executionTimeoutTimestamp;
  if (name === 'ManualExecutionCancelledError' && limit !== undefined && realNow() + EARLY_MS >= limit)
    return { name: 'TimeoutExecutionCancelledError', message: 'The execution timed out' };
  return { name, message: error?.message ?? 'unknown error' };
}
