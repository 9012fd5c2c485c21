import type { CallingBack, HttpAnswer, HttpRequest, Provider, Refused, SendOutcome } from './provider';

/** The words of a message, or a template that the provider knows and what to fill in. */
export type MessageContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'template'; readonly code: string; readonly params: Readonly<Record<string, string>> };

/** One message to one person. */
export interface OutgoingMessage {
  /** `sms`, `wechat`, ...: told to providers that have several. */
  readonly channel: string;
  /** A phone number in E.164 (+8613800000000), or whatever addresses people on that channel. */
  readonly to: string;
  readonly content: MessageContent;
  /** The same for every attempt; comes back as `reference` where the provider has a way to carry it. Letters, digits, `-_:.`. */
  readonly idempotencyKey: string;
  /** Where reports of this message go, where the provider takes an address per message; null for none. */
  readonly callbackUrl: string | null;
}

/** How far a message has come. `sent` is with the network, `failed` will never arrive. */
export type DeliveryStatus = 'queued' | 'sent' | 'delivered' | 'failed';

/** A provider tells how far a message has come. */
export interface DeliveryReport {
  readonly kind: 'delivery';
  /** The same whenever the provider says the same again. */
  readonly eventId: string;
  readonly providerId: string | null;
  /** The idempotency key of the message. */
  readonly reference: string | null;
  readonly to: string | null;
  readonly status: DeliveryStatus;
  readonly code: string | null;
  readonly reason: string | null;
  readonly at: number | null;
}

/** A person wrote to us. */
export interface Reply {
  readonly kind: 'reply';
  readonly eventId: string;
  readonly text: string;
  /** The person's address, in the form that `OutgoingMessage.to` has. */
  readonly from: string;
  /** Our number, extension or account. */
  readonly to: string | null;
  readonly at: number | null;
}

/** Sends messages. */
export interface MessageProvider extends Provider, CallingBack<DeliveryReport | Reply> {
  /** A message that this provider cannot send is refused here, naming the field. */
  buildRequest(message: OutgoingMessage): HttpRequest | Refused;
  parseResponse(answer: HttpAnswer): SendOutcome;
}
