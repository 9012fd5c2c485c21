import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { DELIVERED, FAILED, REPLIED } from '../../domain/contact/reports';
import { optsOut } from '../../domain/contact/opt-out';
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

/** Events about messages come from this source, apart from what any sender may post. */
const SOURCE = 'messages';

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
    taken: keepRefusals,
  });
}

/** Whoever answers that they want no more gets no more, whether or not their journey goes on. */
async function keepRefusals(events: readonly NewEvent[]): Promise<void> {
  const refusals = events.filter(
    ({ event, properties: { text } }) => event === REPLIED && optsOut(String(text)),
  );
  if (refusals.length === 0) return;
  const store = await journeyProcess().runtime.store();
  await store.setConsents(
    refusals.map(({ userId, timestamp: at, properties: { channel } }) => ({
      ...{ userId, channel: String(channel), category: '', given: false, at },
    })),
  );
}

/** What comes back as an event of its user; null when it belongs to nobody. */
async function eventOf(provider: string, event: DeliveryReport | Reply): Promise<NewEvent | null> {
  const contact =
    event.kind === 'reply' ? await lookUp(answered(event)) : await lookUp(reported(provider, event));
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
  };
  if (event.kind === 'reply') {
    const properties = { ...about, text: event.text, number: replyNumber(event.text) };
    return { ...common, event: REPLIED, properties };
  }
  const { code, reason } = event;
  const name = ENDS.get(event.status) ?? FAILED;
  const messageId = event.providerId ?? contact.messageId;
  return { ...common, event: name, properties: { ...about, messageId, code, reason } };
}

/** In the order of trust: our own reference, then the provider's name for the message. */
function reported(provider: string, { reference, providerId }: DeliveryReport): ContactQuery[] {
  return [
    ...(reference === null ? [] : [{ by: 'key', key: reference } as const]),
    ...(providerId === null ? [] : [{ by: 'message', provider, messageId: providerId } as const]),
  ];
}

function answered({ from }: Reply): ContactQuery[] {
  return [{ by: 'address', address: from, channel: null }];
}

async function lookUp(queries: readonly ContactQuery[]): Promise<Contact | null> {
  const store = await journeyProcess().runtime.store();
  for (const query of queries) {
    const found = await store.contactOf(query);
    if (found) return found;
  }
  return null;
}
