import type { Deed } from '../rows';

/** An event as somebody hands it to an SDK. */
export interface Message {
  readonly userId: string;
  readonly event: Exclude<Deed['event'], 'merge'> | { readonly mergesFrom: string };
  readonly at: Date;
  readonly properties: Readonly<Record<string, string | number>>;
}

/** An official SDK, pointed at an intake. */
export interface Sender {
  /** Hands messages to the SDK so that they leave in one request. Whoever calls waits for its answer. */
  post(messages: readonly Message[]): Promise<void>;
  close(): Promise<void>;
}
