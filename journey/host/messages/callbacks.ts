import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { CALL_CHANNEL, STAFF_CHANNEL } from '../../domain/contact/guards';
import { DELIVERED, FAILED, REPLIED } from '../../domain/contact/reports';
import { optsIn, optsOut } from '../../domain/contact/opt-out';
import { replyNumber } from '../../domain/contact/reply-number';
import type { NewEvent } from '../../domain/user-event';
import type { Contact, ContactQuery } from '../../ports/store';
import type {
  DeliveryReport,
  DeliveryStatus,
  MessageProvider,
  Reply,
} from '../../providers/contract/message';
import { receiveCallback } from '../callbacks';
import { clock } from '../clock';
import { journeyProcess } from '../process';
import { pause } from '../timers';

/** Events about messages come from this source, apart from what any sender may post. */
const SOURCE = 'messages';

/** A reply answers nothing that is older; what it says about messages as such holds at any time. */
const REPLY_MS = 7 * 86_400_000;

/** How often, and how long apart, a message is looked for whose id the provider may be about to tell. */
const LOOKS = 10;
const LOOK_AGAIN_MS = 300;

/** What is worth an event: that a message is on its way changes nothing. */
const ENDS = new Map<DeliveryStatus, string>([
  ['delivered', DELIVERED],
  ['failed', FAILED],
]);

/** Takes in what a provider reports of messages and what people answer, as user events. */
export async function receiveReports(
  context: IWebhookFunctions,
  provider: () => Promise<MessageProvider>,
): Promise<IWebhookResponseData> {
  return receiveCallback<DeliveryReport | Reply>(context, {
    about: 'message',
    provider,
    tells: (event) => event.kind === 'reply' || ENDS.has(event.status),
    eventOf,
    taken: keepWishes,
  });
}

/** Whoever answers that they want no more gets no more until they take it back, whether or not their journey goes on. */
async function keepWishes(events: readonly NewEvent[]): Promise<void> {
  const wishes = events.flatMap(({ event, userId, timestamp: at, properties: { channel, text } }) => {
    const given = event === REPLIED ? wishIn(String(text)) : null;
    return given === null ? [] : [{ userId, channel: String(channel), category: '', given, at }];
  });
  if (wishes.length > 0) await (await journeyProcess().runtime.store()).setConsents(wishes);
}

/** Whether an answer asks for messages or wants none; null when it says anything else. */
function wishIn(text: string): boolean | null {
  return optsOut(text) ? false : optsIn(text) ? true : null;
}

/** What comes back as an event of its user; null when it belongs to nobody. */
async function eventOf(provider: string, event: DeliveryReport | Reply): Promise<NewEvent | null> {
  const contact = event.kind === 'reply' ? await lookUp(answered(event)) : await messageOf(provider, event);
  if (!contact) return null;
  const receivedAt = clock().now();
  const common = {
    eventId: `${provider}:${event.eventId}`,
    userId: contact.userId,
    // A clock that is ahead would make a report later than its own arrival.
    timestamp: Math.min(event.at ?? receivedAt, receivedAt),
    receivedAt,
    source: SOURCE,
  };
  const about = {
    provider,
    channel: contact.channel,
    category: contact.category,
    messageId: contact.messageId,
    reference: contact.key,
    enrollment: contact.enrollmentId,
  };
  if (event.kind === 'reply') {
    const old = common.timestamp - contact.at > REPLY_MS;
    if (old && wishIn(event.text) === null) return null;
    const properties = { ...about, text: event.text, number: replyNumber(event.text) };
    return { ...common, event: REPLIED, properties };
  }
  const { code, reason } = event;
  const name = ENDS.get(event.status) ?? FAILED;
  const messageId = event.providerId ?? contact.messageId;
  return { ...common, event: name, properties: { ...about, messageId, code, reason } };
}

/**
 * The message of a report; null when it is none of ours. One that bears only the provider's id may be faster than the
 * answer that tells us this id, and waits for it.
 * @throws Error when that answer is not there soon: the provider has to come again.
 */
async function messageOf(provider: string, report: DeliveryReport): Promise<Contact | null> {
  const queries = reported(provider, report);
  const found = await lookUp(queries);
  if (found || report.reference !== null) return found;
  const store = await journeyProcess().runtime.store();
  for (let look = 0; look < LOOKS; look += 1) {
    // Asked first: an answer that is written down in between is found.
    const sending = await store.isSending(provider);
    const late = await lookUp(queries);
    if (late || !sending) return late;
    await pause(LOOK_AGAIN_MS);
  }
  throw new Error(`Its message is not known by the id ${report.providerId} yet, and others are being sent`);
}

/** In the order of trust: our own reference, then the provider's name for the message. */
function reported(provider: string, { reference, providerId }: DeliveryReport): ContactQuery[] {
  return [
    ...(reference === null ? [] : [{ by: 'key', key: reference } as const]),
    ...(providerId === null ? [] : [{ by: 'message', provider, messageId: providerId } as const]),
  ];
}

/** Nobody answers a call by message, and what a colleague answers is not the word of the person it was about. */
function answered({ from }: Reply): ContactQuery[] {
  return [{ by: 'address', address: from, notOn: [CALL_CHANNEL, STAFF_CHANNEL] }];
}

async function lookUp(queries: readonly ContactQuery[]): Promise<Contact | null> {
  const store = await journeyProcess().runtime.store();
  for (const query of queries) {
    const found = await store.contactOf(query);
    if (found) return found;
  }
  return null;
}
