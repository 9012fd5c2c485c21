/** What n8n tells, and does not tell, of the end of an execution; the rest of its inside is in `continuation.ts`. */
import type { IExecuteFunctions, Workflow } from 'n8n-workflow';
import { inside } from './continuation';
import { realNow } from './timers';

/** n8n's timer may be this much ahead of the instant it stands for. */
const EARLY_MS = 100;

/** Stands for this life of the execution: n8n makes another one when it resumes the execution from a wait of its own. */
export function lifeOf(context: IExecuteFunctions): object {
  return inside(context).runExecutionData;
}

/**
 * How many outputs a node's type declares; some put more into the run data than they have, as Filter does with what it
 * leaves out. Infinity where it depends on parameters.
 */
export function declaredOutputs(context: IExecuteFunctions, name: string): number {
  const { nodes, nodeTypes } = inside(context).workflow as unknown as Workflow;
  const node = nodes[name];
  const outputs = node && nodeTypes.getByNameAndVersion(node.type, node.typeVersion)?.description.outputs;
  if (!Array.isArray(outputs)) return Infinity;
  return outputs.length + (node?.onError === 'continueErrorOutput' ? 1 : 0);
}

/** What wants to know how a life of an execution ends. */
export interface Ends {
  /** It is over; maybe called twice. */
  readonly ended: () => Promise<void>;
  /** It went into a wait of n8n's own, and n8n has written it down. */
  readonly waiting: () => Promise<void>;
}

/**
 * Calls back when this life of the execution ends. Of the end before n8n itself writes anything down: when its database
 * is away its own handler throws, and those behind it are never called.
 */
export function atEnd(context: IExecuteFunctions, { ended, waiting }: Ends): void {
  const { onExecutionFinish } = context as { onExecutionFinish?: (handler: () => Promise<void>) => void };
  onExecutionFinish?.call(context, ended);
  const handlers = inside(context).additionalData?.hooks?.handlers?.['workflowExecuteAfter'];
  const ours = handlers?.pop();
  if (ours) handlers?.unshift(ours);
  handlers?.push(async (run) => {
    if ((run as { readonly status?: unknown }).status === 'waiting') await waiting();
  });
}

/**
 * How the execution ended, read after its end; null when in success. A cancelled one is told by its signal too: n8n says that
 * it has ended while a node may still be at work, and names the error later. n8n takes most time-outs for a stop by a
 * user, so the time limit decides.
 */
export function executionError(
  context: IExecuteFunctions,
): { readonly name: string; readonly message: string } | null {
  const { runExecutionData, additionalData } = inside(context);
  const error = runExecutionData.resultData.error as { name?: string; message?: string } | undefined;
  const signal = (context as Partial<IExecuteFunctions>).getExecutionCancelSignal?.();
  const name = error?.name ?? (error ? 'Error' : 'ManualExecutionCancelledError');
  if (!error && signal?.aborted !== true) return null;
  const limit = additionalData?.executionTimeoutTimestamp;
  if (name === 'ManualExecutionCancelledError' && limit !== undefined && realNow() + EARLY_MS >= limit)
    return { name: 'TimeoutExecutionCancelledError', message: 'The execution timed out' };
  return { name, message: error?.message ?? 'unknown error' };
}
