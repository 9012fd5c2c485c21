import type { Disposition } from '../../domain/calls/dispositions';
import type { CallingBack, HttpAnswer, HttpRequest, Provider, Refused, SendOutcome } from './provider';

/** A call that somebody in a call centre is to make. */
export interface CallTask {
  readonly to: string;
  /** What the agent sees in the list. */
  readonly name: string;
  readonly script: string;
  /** The person's context for the agent. */
  readonly variables: Readonly<Record<string, string>>;
  /** 0 is normal, higher comes earlier. */
  readonly priority: number;
  /** Who is to call, as the call centre knows them; null leaves it to the call centre. */
  readonly assignee: string | null;
  /** By when the call should have been made; null when it does not matter. */
  readonly dueAt: number | null;
  /** Given up by the call centre after this time; null for its own default. */
  readonly timeoutSeconds: number | null;
  readonly idempotencyKey: string;
  readonly callbackUrl: string | null;
}

export type { Disposition };

/** A call centre tells how far a call has come. */
export interface CallReport {
  readonly kind: 'call';
  readonly eventId: string;
  readonly taskId: string | null;
  /** The idempotency key of the task. */
  readonly reference: string | null;
  readonly disposition: Disposition;
  /** The agent's own word for it, before it became a disposition. */
  readonly result: string | null;
  readonly note: string | null;
  readonly agent: string | null;
  readonly durationSeconds: number | null;
  /** With `callback`: when the person wants to be called; null when nobody said. */
  readonly callbackAt: number | null;
  readonly at: number | null;
}

/** Has people called. */
export interface CallProvider extends Provider, CallingBack<CallReport> {
  buildRequest(task: CallTask): HttpRequest | Refused;
  parseResponse(answer: HttpAnswer): SendOutcome;
}
