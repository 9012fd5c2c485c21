import type { DeliveryRef, NodeRef } from './store';

/** What the host says when an execution that was started has come to an end; a hint, never evidence. */
export type StartHint = 'ended' | 'native_wait' | 'refused';

/** A published node that executions can be started at. */
export interface Listener extends NodeRef {
  readonly kind: 'entry' | 'wait';
  /** For entries: how many people may share an execution of this journey. */
  readonly peoplePerExecution: number;
  /** For entries: how many people may start within a minute. Absent = any number. */
  readonly maxPerMinute?: number;
  /** Starts an execution with these deliveries; resolves when the host lets go of it. Never rejects. */
  start(refs: readonly DeliveryRef[]): Promise<StartHint>;
}
