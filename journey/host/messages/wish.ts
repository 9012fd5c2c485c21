import type { ConsentPolicy, FrequencyCap, SendingHours } from '../../domain/contact/guards';
import type { MessageContent, OutgoingMessage } from '../../providers/contract/message';
import type { SendOutcome } from '../../providers/contract/provider';

/** One way to reach a person. */
export interface ChannelWish {
  readonly channel: string;
  /** Where it goes; null takes the trait of the person's profile. */
  readonly address: string | null;
  /** The trait that holds the address. */
  readonly trait: string;
  readonly content: MessageContent;
}

/** How an attempt at a channel ended. */
export type AttemptOutcome =
  | 'sent'
  | 'delivered'
  /** The provider says that it will never arrive. */
  | 'undelivered'
  /** No word of delivery in the time given. */
  | 'no_report'
  /** Consent or hours stand against it. */
  | 'suppressed'
  | 'capped'
  /** Refused by the provider, or nobody knows where to send it. */
  | 'failed'
  /** It may or may not have been sent. */
  | 'unknown'
  | 'would_have';

/** What to send to one person. */
export interface MessageWish {
  /** In the order in which they are tried. */
  readonly channels: readonly ChannelWish[];
  readonly category: string;
  readonly transactional: boolean;
  readonly consent: ConsentPolicy;
  readonly hours: SendingHours | null;
  readonly caps: readonly FrequencyCap[];
  /** The time zone of people who have none. */
  readonly zone: string;
  /** After which outcomes the next channel is tried. */
  readonly nextAfter: readonly AttemptOutcome[];
  /** How long to wait for the word that it has arrived; null = not at all. */
  readonly reportMs: number | null;
}

/** Whoever sends messages. */
export interface MessageService {
  readonly provider: string;
  /** For how long it does nothing twice for one idempotency key; null when it has none. */
  readonly keysLastMs: number | null;
  readonly timeoutMs: number;
  /** Where reports go; null when none are asked for. */
  readonly callbackUrl: string | null;
  /** Sends one message. Never throws. */
  readonly send: (message: OutgoingMessage) => Promise<SendOutcome>;
}

/** One attempt, as items show it. */
export interface Attempt {
  readonly channel: string;
  readonly to: string | null;
  readonly outcome: AttemptOutcome;
  readonly messageId: string | null;
  /** Why it did not go out, in a word or two; null when it did. */
  readonly reason: string | null;
}
