/** What n8n tells, and does not tell, of the end of an execution; the rest of its inside is in `continuation.ts`. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { inside } from './continuation';

/** Stands for this life of the execution: n8n makes another one when it resumes the execution from a wait of its own. */
export function lifeOf(context: IExecuteFunctions): object {
  return inside(context).runExecutionData;
}

/**
 * Calls back when this life of the execution has ended, but for a wait of n8n's own; maybe twice. Before n8n itself
 * writes anything down: when its database is away its own handler throws, and those behind it are never called.
 */
export function atEnd(context: IExecuteFunctions, ended: () => Promise<void>): void {
  const { onExecutionFinish } = context as { onExecutionFinish?: (handler: () => Promise<void>) => void };
  onExecutionFinish?.call(context, ended);
  const handlers = inside(context).additionalData?.hooks?.handlers?.['workflowExecuteAfter'];
  const ours = handlers?.pop();
  if (ours) handlers?.unshift(ours);
}

/** How the execution ended, read after its end. */
export function executionError(
  context: IExecuteFunctions,
): { readonly name: string; readonly message: string } | null {
  const error = inside(context).runExecutionData.resultData.error as
    { name?: string; message?: string } | undefined;
  return error ? { name: error.name ?? 'Error', message: error.message ?? 'unknown error' } : null;
}
