import type { DeliveryRef, NodeRef } from './store';

/** A published node that executions can be started at. */
export interface Listener extends NodeRef {
  readonly kind: 'entry' | 'wait';
  /** For entries: how many people may share an execution of this journey. */
  readonly peoplePerExecution: number;
  /** For entries: how many people may start within a minute. Absent = any number. */
  readonly maxPerMinute?: number;
  /** Starts an execution with these deliveries; resolves when the host lets go of it, which proves nothing. Never rejects. */
  start(refs: readonly DeliveryRef[]): Promise<void>;
}
