import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { DEFAULT_LIMITS } from '../../domain/intake/limits';
import { isRefusal } from '../../domain/intake/outcome';
import type { RenderedPage } from '../../domain/pages/html';
import { preferredLanguage, type Language } from '../../domain/pages/language';
import { MOST_COMMENT, noQuestionPage, ratingForm, thanksPage } from '../../domain/pages/rating-page';
import { RATED } from '../../domain/rating/answers';
import { onScale, type RatingScale } from '../../domain/rating/scale';
import { appendAtOnce } from '../append';
import { clock } from '../clock';
import { newId } from '../ids';
import { readBody, type IntakeRequest, type IntakeResponse } from '../intake-http';
import { waitOfLink } from '../public-link';
import { findQuestion, type OpenQuestion } from './question';

type PageRequest = IntakeRequest & {
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
};

interface Answer extends RenderedPage {
  readonly status: number;
}

/** Answers from the page come from this source, apart from what any sender may post. */
const SOURCE = 'ratings';
const LIMITS = { ...DEFAULT_LIMITS, maxBodyBytes: 16_384 };
const UNAVAILABLE = 503;
const NONCE_LENGTH = 16;

/**
 * Serves the rating page at the node's own address. Opening it changes nothing, however often and by whomever: programs
 * that look through mail open every link. Only sending the form records an answer, as an event in the log.
 */
export async function serveRatingPage(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const request = context.getRequestObject() as unknown as PageRequest;
  const response = context.getResponseObject() as unknown as IntakeResponse;
  try {
    const answer = await answerTo(context, request);
    if (answer) send(response, answer);
  } catch (error) {
    context.logger.warn(`[journeys] A rating page could not be shown for now: ${String(error)}`);
    send(response, { status: UNAVAILABLE, ...noQuestionPage(null, languageOf(request), 'later') });
  }
  return { noWebhookResponse: true };
}

/** What to answer; null when whoever asked has gone. */
async function answerTo(context: IWebhookFunctions, request: PageRequest): Promise<Answer | null> {
  const posted = request.method === 'POST';
  const form = posted ? await formOf(request) : new URLSearchParams();
  if (form === null) return null;
  const called = request.originalUrl ?? request.url;
  const query = new URLSearchParams(called.includes('?') ? called.slice(called.indexOf('?')) : '');
  const link = await waitOfLink(context, { purpose: 'rating', query });
  if (link.kind === 'expired') return { status: 410, ...noQuestionPage(null, languageOf(request), 'closed') };
  const found = link.kind === 'valid' ? await find(context, link.key) : null;
  const language = found?.page?.language ?? languageOf(request);
  if (!found) return { status: 404, ...noQuestionPage(null, language, 'unknown') };
  if (found.standing === 'open')
    return posted ? taken(context, found, form, language) : shown(found, query, language);
  const status = posted && found.standing === 'answered' ? 409 : 410;
  return { status, ...noQuestionPage(found.page, language, found.standing) };
}

function find(context: IWebhookFunctions, key: string): ReturnType<typeof findQuestion> {
  return findQuestion(context.getWorkflow().id ?? '', key, clock().now());
}

/** The form, with the number chosen that the address names; choosing is not answering yet. */
function shown({ page }: OpenQuestion, query: URLSearchParams, language: Language): Answer {
  const state = { comment: '', fault: false, chosen: scoreIn(query, page.scale) };
  return { status: 200, ...ratingForm(page, language, { nonce: newNonce(), ...state }) };
}

async function taken(
  context: IWebhookFunctions,
  found: OpenQuestion,
  form: URLSearchParams,
  language: Language,
): Promise<Answer> {
  const { page } = found;
  const score = scoreIn(form, page.scale);
  const comment = (form.get('comment') ?? '').trim().slice(0, MOST_COMMENT);
  if (score === null) {
    const state = { nonce: newNonce(), chosen: null, comment, fault: true };
    return { status: 422, ...ratingForm(page, language, state) };
  }
  const nonce = (form.get('nonce') ?? '').replace(/[^0-9a-f]/g, '').slice(0, NONCE_LENGTH);
  const counts = await record(context, found, { score, comment: page.comment ? comment : '', nonce });
  return counts
    ? { status: 200, ...thanksPage(page, language, score) }
    : { status: 409, ...noQuestionPage(page, language, 'answered') };
}

/** The form that was sent, empty where it makes no sense; null when the sender has gone. */
async function formOf(request: PageRequest): Promise<URLSearchParams | null> {
  const body = await readBody(request, LIMITS);
  if (body === null) return null;
  return new URLSearchParams(isRefusal(body) ? '' : body.toString('utf8'));
}

function scoreIn(fields: URLSearchParams, scale: RatingScale): number | null {
  const given = fields.get('score') ?? '';
  return /^\d{1,6}$/.test(given) && onScale(scale, Number(given)) ? Number(given) : null;
}

function newNonce(): string {
  return newId().slice(0, NONCE_LENGTH);
}

interface Given {
  readonly score: number;
  readonly comment: string;
  readonly nonce: string;
}

/** Whether this answer counts: the first one does, or, where it may be changed, that of each form once. */
async function record(
  context: IWebhookFunctions,
  { question, userId, page }: OpenQuestion,
  { score, comment, nonce }: Given,
): Promise<boolean> {
  // The URL of test runs shows the page; nothing goes onto the log.
  if (context.getMode() === 'manual') return true;
  const now = clock().now();
  const [outcome] = await appendAtOnce([
    {
      eventId: page.mayChange ? `${question}:${nonce}` : question,
      userId,
      event: RATED,
      timestamp: now,
      receivedAt: now,
      source: SOURCE,
      properties: { score, comment: comment === '' ? null : comment, question, via: 'page' },
    },
  ]);
  return outcome === 'accepted' || page.mayChange;
}

function languageOf({ headers }: PageRequest): Language {
  return preferredLanguage(String(headers['accept-language'] ?? ''));
}

function send(response: IntakeResponse, { status, headers, html }: Answer): void {
  if (response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status === UNAVAILABLE) response.setHeader('retry-after', '30');
  response.end(html);
}
