/**
 * Business time in milliseconds since 1970: deadlines, windows, receivedAt and retention. Leases and heartbeats do not
 * use it; they live on the store's own clock. A clock never runs backwards by design, but a host's may: a backward
 * step delays, it never repeats.
 */
export interface Clock {
  now(): number;
  /** Calls back once the clock has reached `at`. */
  wakeAt(at: number, callback: () => void): Alarm;
}

/** A pending call back; cancelling it twice, or after it rang, does nothing. */
export interface Alarm {
  cancel(): void;
}

/** Fresh 128-bit identifiers, unguessable, as 32 hex digits. */
export type NewId = () => string;
