import type { CallEnd } from '../../domain/calls/dispositions';
import type { OpenCall } from '../../domain/calls/open-call';
import type { Rung } from '../../domain/calls/ladder';
import type { ConsentPolicy, FrequencyCap, SendingHours } from '../../domain/contact/guards';
import type { CallTask } from '../../providers/contract/call';
import type { SendOutcome } from '../../providers/contract/provider';

/** How a step ended that has people called. */
export type CallOutcome =
  | CallEnd
  /** Nobody said in time how the call ended. */
  | 'timed_out'
  /** Nobody knows whether the call centre has the task, and it said nothing in time. */
  | 'unknown'
  /** Consent or hours stand against it. */
  | 'suppressed'
  /** Called often enough already. */
  | 'capped'
  /** Refused by the call centre, or nobody knows the number. */
  | 'failed'
  | 'would_have';

/** Whom to call, why, and how persistently. Lengths of time are as set on the canvas. */
export interface CallWish {
  /** Null takes the trait of the person's profile. */
  readonly to: string | null;
  readonly trait: string;
  /** What agents see in the list. */
  readonly name: string;
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly assignee: string | null;
  /** How soon a call should be made; null = it does not matter. */
  readonly dueMs: number | null;
  /** How long the person waits at most, over all calls. */
  readonly limitMs: number;
  readonly category: string;
  readonly consent: ConsentPolicy;
  readonly hours: SendingHours | null;
  readonly caps: readonly FrequencyCap[];
  readonly zone: string;
  readonly ladder: readonly Rung[];
}

/** Whoever makes the calls. */
export interface CallService {
  /** As items name it. */
  readonly provider: string;
  /** For how long it does nothing twice for one idempotency key; null when it has none. */
  readonly keysLastMs: number | null;
  readonly timeoutMs: number;
  /** Where dispositions go; null when the service is not told. */
  readonly callbackUrl: string | null;
  /** The page where agents find the calls; null when they have a call centre of their own. */
  readonly listUrl: string | null;
  /** Creates one task. Never throws. */
  readonly create: (task: CallTask) => Promise<SendOutcome>;
}

/** One call, as items show it. */
export interface Call {
  readonly task: string;
  readonly taskId: string | null;
  readonly to: string | null;
  readonly outcome: CallOutcome;
  /** Why there was no call, in a few words; null when there was. */
  readonly reason: string | null;
  readonly note: string | null;
  readonly agent: string | null;
  readonly callbackAt: string | null;
  readonly at: string;
}

/** A call that has ended. */
export interface PastCall extends Call {
  readonly outcome: CallEnd;
  /** When the person wants to be called; null when nobody said. */
  readonly wantedAt: number | null;
}

/** What decides by which output somebody leaves. */
export type GroupOf = (outcome: CallOutcome) => string;

/** What the node remembers of somebody over a wait. */
export interface Memo {
  /** Waiting until it is time to call, or for the end of a call. */
  readonly stage: 'pause' | 'call';
  /** When the person leaves at the latest. */
  readonly endsAt: number;
  readonly calls: readonly PastCall[];
  /** The call whose end is waited for. */
  readonly open: OpenCall | null;
  readonly taskId: string | null;
  /** Whether it is not known that the call centre has it. */
  readonly unsure: boolean;
}
