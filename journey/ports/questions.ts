import type { LoggedEvent } from '../domain/user-event';

/** A wait as somebody sees it who was given a link to it. */
export interface WaitView {
  readonly workflowId: string;
  readonly userId: string;
  readonly state: 'open' | 'resolved' | 'timed_out' | 'cancelled';
  /** Null = it waits for ever. */
  readonly deadlineAt: number | null;
  /** The event that ended it; null while it is open, and when something else ended it. */
  readonly event: LoggedEvent | null;
  /** What the node where they wait remembers; undefined when it kept nothing, or it is forgotten by now. */
  readonly memo: unknown;
}
