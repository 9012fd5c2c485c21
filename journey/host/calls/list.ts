import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { CALL_ENDED, CALL_PROGRESS } from '../../domain/calls/dispositions';
import { inCallingOrder, isFor, type ListedCall } from '../../domain/calls/open-call';
import { DEFAULT_LIMITS } from '../../domain/intake/limits';
import { isRefusal } from '../../domain/intake/outcome';
import { callListPage, noCallListPage, type CallListNotice } from '../../domain/pages/call-list';
import type { RenderedPage } from '../../domain/pages/html';
import { preferredLanguage, type Language } from '../../domain/pages/language';
import type { CallTaskView } from '../../ports/store';
import { clock } from '../clock';
import { readBody, type IntakeRequest, type IntakeResponse } from '../intake-http';
import { journeyProcess } from '../process';
import { isCallListLink } from './link';
import { takeForm } from './list-form';
import type { Memo } from './wish';

/** How a node's call list is set up. */
export interface CallListSettings {
  readonly title: string;
  /** Null takes the browser's. */
  readonly language: Language | null;
  /** What the link was made with; see `callListLink`. */
  readonly word: string;
}

/** A call of the list with whose it is, and what was said of it. */
export interface FoundCall extends ListedCall {
  readonly userId: string;
  /** Whether somebody has said how it ended: it is about to vanish. */
  readonly ended: boolean;
  /** How often it was taken so far. */
  readonly turns: number;
}

type PageRequest = IntakeRequest & { readonly method: string; readonly url: string; originalUrl?: string };

interface Answer extends RenderedPage {
  readonly status: number;
}

const LIMITS = { ...DEFAULT_LIMITS, maxBodyBytes: 32_768 };
const UNAVAILABLE = 503;
/** Calls that are looked at; beyond it those who have waited longest come first, whatever their priority. */
const MOST_LOOKED_AT = 1000;
const MOST_SHOWN = 50;
const NOTHING: CallListNotice = { kind: null, task: null, who: null, sent: {} };

/**
 * Serves the call list at the node's own address to whoever has its link. Opening it changes nothing; only sending a form
 * writes something down, as an event in the log, and a call's end is written down once.
 */
export async function serveCallList(
  context: IWebhookFunctions,
  settings: CallListSettings,
): Promise<IWebhookResponseData> {
  const request = context.getRequestObject() as unknown as PageRequest;
  const response = context.getResponseObject() as unknown as IntakeResponse;
  const language = settings.language ?? preferredLanguage(String(request.headers['accept-language'] ?? ''));
  try {
    const answer = await answerTo(context, request, settings, language);
    if (answer) send(response, answer);
  } catch (error) {
    context.logger.warn(`[journeys] The call list could not be shown for now: ${String(error)}`);
    send(response, { status: UNAVAILABLE, ...noCallListPage(language, 'later') });
  }
  return { noWebhookResponse: true };
}

/** What to answer; null when whoever asked has gone. */
async function answerTo(
  context: IWebhookFunctions,
  request: PageRequest,
  { title, word }: CallListSettings,
  language: Language,
): Promise<Answer | null> {
  const form = request.method === 'POST' ? await formOf(request) : null;
  if (request.method === 'POST' && form === null) return null;
  const called = request.originalUrl ?? request.url;
  const query = new URLSearchParams(called.includes('?') ? called.slice(called.indexOf('?')) : '');
  if (!(await isCallListLink(context, word, query)))
    return { status: 404, ...noCallListPage(language, 'unknown') };
  const notice = form ? await takeForm(context, form, () => openCalls(context)) : NOTHING;
  const calls = (await openCalls(context)).filter(({ ended }) => !ended);
  const agent = (form?.get('agent') ?? query.get('agent') ?? '').trim().slice(0, 100);
  const mine = calls.filter((call) => isFor(agent, call) || call.key === notice.task);
  const page = callListPage(
    {
      ...{ title, agent, now: clock().now(), token: query.get('t') ?? '' },
      calls: inCallingOrder(mine).slice(0, MOST_SHOWN),
      more: Math.max(0, mine.length - MOST_SHOWN),
      others: calls.length - mine.length,
    },
    language,
    notice,
  );
  return { status: statusOf(notice), ...page };
}

function statusOf({ kind }: CallListNotice): number {
  if (kind === 'already' || kind === 'atIt') return 409;
  return kind === 'choose' || kind === 'badTime' ? 422 : 200;
}

async function openCalls(context: IWebhookFunctions): Promise<FoundCall[]> {
  const store = await journeyProcess().runtime.store();
  const node = { workflowId: context.getWorkflow().id ?? '', nodeId: context.getNode().id };
  const now = clock().now();
  const views = await store.callTasks(node, MOST_LOOKED_AT);
  return views.flatMap((view) => (view.deadlineAt === null || now <= view.deadlineAt ? callOf(view) : []));
}

function callOf({ userId, memo, said }: CallTaskView): FoundCall[] {
  const open = (memo as Memo | undefined)?.open ?? null;
  if (!open) return [];
  const mine = said.filter(({ properties }) => properties['task'] === open.key);
  const turns = mine.filter(({ event }) => event === CALL_PROGRESS);
  const taken = turns.at(-1)?.properties['agent'];
  const takenBy = typeof taken === 'string' && taken !== '' ? taken : null;
  const ended = mine.some(({ event }) => event === CALL_ENDED);
  return [{ ...open, userId, takenBy, ended, turns: turns.length }];
}

/** The form that was sent, empty where it makes no sense; null when the sender has gone. */
async function formOf(request: PageRequest): Promise<URLSearchParams | null> {
  const body = await readBody(request, LIMITS);
  if (body === null) return null;
  return new URLSearchParams(isRefusal(body) ? '' : body.toString('utf8'));
}

function send(response: IntakeResponse, { status, headers, html }: Answer): void {
  if (response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status === UNAVAILABLE) response.setHeader('retry-after', '30');
  response.end(html);
}
