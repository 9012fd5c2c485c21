import { ExecutionBaseError, NodeOperationError, type INode } from 'n8n-workflow';
import type { RunningExecution } from './executions';

/**
 * Does something with our own store on behalf of an execution. When the store fails, the execution ends in an error that
 * says so and is tried again by itself.
 * @throws NodeOperationError
 */
export async function withStore<T>(
  node: INode,
  execution: RunningExecution | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What n8n or a node says of a field or an expression is no failure of the store.
    if (error instanceof ExecutionBaseError) throw passOn(error);
    if (execution) execution.storeFailed = true;
    throw storeFailure(node, error);
  }
}

/** An error that is already worded as it should be, to be thrown on. */
export function passOn<T>(error: T): T {
  return error;
}

function storeFailure(node: INode, error: unknown): NodeOperationError {
  const cause = error instanceof Error ? error : new Error(String(error));
  return new NodeOperationError(node, `The journey store did not answer: ${cause.message}`, {
    description: 'Nobody is lost: the people of this execution are tried again by themselves',
  });
}
