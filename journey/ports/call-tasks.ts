import type { LoggedEvent } from '../domain/user-event';

/** Somebody who waits for the end of a call. */
export interface CallTaskView {
  readonly userId: string;
  /** Null = they wait for ever. */
  readonly deadlineAt: number | null;
  /** What the node remembers of the call; undefined when it kept nothing. */
  readonly memo: unknown;
  /** What has been said of any call of this person since they wait, in the order of the log. */
  readonly said: readonly LoggedEvent[];
}
