import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { DELIVERED, FAILED, REPLIED } from '../../domain/contact/reports';
import { replyNumber } from '../../domain/contact/reply-number';
import { DEFAULT_LIMITS } from '../../domain/intake/limits';
import { isRefusal } from '../../domain/intake/outcome';
import type { NewEvent } from '../../domain/user-event';
import type { Contact, ContactQuery } from '../../ports/store';
import type {
  DeliveryReport,
  DeliveryStatus,
  MessageProvider,
  Reply,
} from '../../providers/contract/message';
import { appendAtOnce } from '../append';
import { clock } from '../clock';
import { answerJson, drain, readBody, type IntakeRequest, type IntakeResponse } from '../intake-http';
import { calledUrl } from '../own-url';
import { journeyProcess } from '../process';

/** Events about messages come from this source, apart from what any sender may post. */
const SOURCE = 'messages';

/** What is worth an event: that a message is on its way changes nothing. */
const ENDS = new Map<DeliveryStatus, string>([
  ['delivered', DELIVERED],
  ['failed', FAILED],
]);

/**
 * Takes in what a provider reports and what people answer, as user events, and answers as the provider wants it. What
 * the provider did not prove to have sent is refused; what it says twice counts once; what belongs to no message of ours
 * is acknowledged and noted in n8n's log. When the store fails, the provider is asked to come again.
 */
export async function receiveReports(
  context: IWebhookFunctions,
  providerOf: () => Promise<MessageProvider>,
): Promise<IWebhookResponseData> {
  const request = context.getRequestObject() as unknown as IntakeRequest & { readonly method: string };
  const response = context.getResponseObject() as unknown as IntakeResponse;
  try {
    await takeIn(context, providerOf, request, response);
  } catch (error) {
    context.logger.warn(`[journeys] A report could not be taken in for now: ${String(error)}`);
    answerJson(response, 503, { error: 'Send the same again later' }, { 'retry-after': '5' });
    drain(request);
  }
  return { noWebhookResponse: true };
}

async function takeIn(
  context: IWebhookFunctions,
  providerOf: () => Promise<MessageProvider>,
  request: IntakeRequest & { readonly method: string },
  response: IntakeResponse,
): Promise<void> {
  const body = await readBody(request, DEFAULT_LIMITS);
  if (body === null) return;
  if (isRefusal(body)) {
    answerJson(response, body.status, { error: body.message }, { connection: 'close' });
    return drain(request);
  }
  const provider = await providerOf();
  const callback = { method: request.method, url: calledUrl(context), headers: request.headers, body };
  const verdict = provider.verifyCallback(callback);
  if (verdict !== 'ok') return answerJson(response, verdict.refused, { error: verdict.message });
  const { events, refused, acknowledgement } = provider.parseCallback(callback);
  const telling = events.filter((event) => event.kind === 'reply' || ENDS.has(event.status));
  const known = await Promise.all(telling.map((event) => eventOf(provider.id, event)));
  const found = known.filter((event) => event !== null);
  // Not in a test run: it goes onto no log.
  if (found.length > 0 && context.getMode() !== 'manual') await appendAtOnce(found);
  for (const { field, reason } of refused)
    context.logger.warn(
      `[journeys] A part of a report of ${provider.id} was not understood: ${field} ${reason}`,
    );
  if (known.includes(null))
    context.logger.warn(`[journeys] A report of ${provider.id} belongs to no message of ours`);
  response.statusCode = acknowledgement.status;
  response.setHeader('content-type', acknowledgement.contentType);
  response.end(acknowledgement.body);
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
