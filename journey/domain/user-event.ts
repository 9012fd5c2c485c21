/** How many days events are kept for at least; windows over the past cannot be longer. */
export const EVENTS_KEPT_DAYS = 400;

/** What a source says about an event beyond who, what and when. */
export type EventProperties = Readonly<Record<string, unknown>>;

/** One thing a user did, as its source tells it. `timestamp` is business time in milliseconds since 1970. */
export interface UserEvent {
  readonly eventId: string | null;
  readonly userId: string;
  readonly event: string;
  readonly timestamp: number;
  readonly properties: EventProperties;
}

/** A user event on its way into the log: `source` is set by the intake's configuration, never by the payload. */
export interface NewEvent extends UserEvent {
  readonly source: string;
  readonly receivedAt: number;
}

/**
 * A user event in the log. `seq` is its place in the log; `at` is the instant that windows and look-backs use:
 * `min(timestamp, receivedAt)`, so that a sender's fast clock cannot reach into the future.
 */
export interface LoggedEvent extends NewEvent {
  readonly seq: number;
  readonly at: number;
}

/** The instant that matching uses for an event. */
export function effectiveAt(event: Pick<NewEvent, 'timestamp' | 'receivedAt'>): number {
  return Math.min(event.timestamp, event.receivedAt);
}

/** Events of one user in the order they happened: effective time, then place in the log. */
export function byEventTime(a: LoggedEvent, b: LoggedEvent): number {
  return a.at - b.at || a.seq - b.seq;
}
