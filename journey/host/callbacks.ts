import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { DEFAULT_LIMITS } from '../domain/intake/limits';
import { isRefusal } from '../domain/intake/outcome';
import type { NewEvent } from '../domain/user-event';
import type { CallingBack, Provider } from '../providers/contract/provider';
import { appendAtOnce } from './append';
import { answerJson, drain, readBody, type IntakeRequest, type IntakeResponse } from './intake-http';
import { calledUrl } from './own-url';

/** What a node makes of what its provider reports. */
export interface Reports<Report> {
  /** What the reports are about, for n8n's log, such as "message". */
  readonly about: string;
  readonly provider: () => Promise<Provider & CallingBack<Report>>;
  /** Whether a report is worth an event. */
  readonly tells: (report: Report) => boolean;
  /** The event of its user; null when it belongs to nobody. */
  readonly eventOf: (provider: string, report: Report) => Promise<NewEvent | null>;
  /** What else has to be written down, before the event: who sees that may rely on it. May be done twice. */
  readonly taken?: (events: readonly NewEvent[]) => Promise<void>;
}

/**
 * Takes in what a provider reports, as user events, and answers as the provider wants it. What the provider did not
 * prove to have sent is refused; what it says twice counts once; what belongs to nothing of ours is acknowledged and
 * noted in n8n's log. When the store fails, the provider is asked to come again.
 */
export async function receiveCallback<Report>(
  context: IWebhookFunctions,
  reports: Reports<Report>,
): Promise<IWebhookResponseData> {
  const request = context.getRequestObject() as unknown as CallbackRequest;
  const response = context.getResponseObject() as unknown as IntakeResponse;
  try {
    await takeIn(context, reports, request, response);
  } catch (error) {
    context.logger.warn(`[journeys] A report could not be taken in for now: ${String(error)}`);
    answerJson(response, 503, { error: 'Send the same again later' }, { 'retry-after': '5' });
    drain(request);
  }
  return { noWebhookResponse: true };
}

type CallbackRequest = IntakeRequest & { readonly method: string };

async function takeIn<Report>(
  context: IWebhookFunctions,
  { about, provider: open, tells, eventOf, taken }: Reports<Report>,
  request: CallbackRequest,
  response: IntakeResponse,
): Promise<void> {
  const body = await readBody(request, DEFAULT_LIMITS);
  if (body === null) return;
  if (isRefusal(body)) {
    answerJson(response, body.status, { error: body.message }, { connection: 'close' });
    return drain(request);
  }
  const provider = await open();
  const callback = { method: request.method, url: calledUrl(context), headers: request.headers, body };
  const verdict = provider.verifyCallback(callback);
  if (verdict !== 'ok') return answerJson(response, verdict.refused, { error: verdict.message });
  const { events, refused, acknowledgement } = provider.parseCallback(callback);
  const known = await Promise.all(events.filter(tells).map((event) => eventOf(provider.id, event)));
  const found = known.filter((event) => event !== null);
  // Not in a test run: it goes onto no log.
  if (found.length > 0 && context.getMode() !== 'manual') {
    await taken?.(found);
    await appendAtOnce(found);
  }
  for (const { field, reason } of refused)
    context.logger.warn(
      `[journeys] A part of a report of ${provider.id} was not understood: ${field} ${reason}`,
    );
  if (known.includes(null))
    context.logger.warn(`[journeys] A report of ${provider.id} belongs to no ${about} of ours`);
  response.statusCode = acknowledgement.status;
  response.setHeader('content-type', acknowledgement.contentType);
  response.end(acknowledgement.body);
}
