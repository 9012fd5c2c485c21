import type { IRun, ITriggerFunctions } from 'n8n-workflow';
import type { DeliveryRef } from '../ports/store';
import { digest } from './ids';
import { after } from './timers';

/** How long a slot is kept for an execution of which n8n says nothing more. */
const FORGET_MS = 600_000;

/**
 * Starts an execution at the node of this trigger context with the ids of deliveries as its only data. Resolves when n8n
 * says that it ended, when it says that it will not start, or when it has been silent for ten minutes; never rejects.
 */
export function startExecution(context: ITriggerFunctions, refs: readonly DeliveryRef[]): Promise<void> {
  const done = deferred<IRun>();
  const over = done.promise.then(
    () => {},
    () => {},
  );
  const silence = new Promise<void>((resolve) => {
    void over.then(after(FORGET_MS, resolve));
  });
  try {
    context.emit(
      [[{ json: { deliveries: refs.map(({ id, attempt }) => ({ id, attempt })) } }]],
      undefined,
      done,
      `journey:${digest(refs)}`,
    );
  } catch {
    return Promise.resolve();
  }
  return Promise.race([over, silence]);
}

/** The deliveries an execution was started with; empty when it was started by anything else. */
export function startedWith(json: unknown): DeliveryRef[] {
  const { deliveries } = (json ?? {}) as { deliveries?: unknown };
  if (!Array.isArray(deliveries)) return [];
  return deliveries.flatMap((ref: unknown) => {
    const { id, attempt } = (ref ?? {}) as { id?: unknown; attempt?: unknown };
    return typeof id === 'string' && typeof attempt === 'number' ? [{ id, attempt }] : [];
  });
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T | PromiseLike<T>) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
