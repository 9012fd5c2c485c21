import type { IExecuteFunctions } from 'n8n-workflow';
import type { HttpAnswer, HttpRequest } from '../providers/contract/provider';

/** Failures of the network before anything was sent: the service has certainly not been told. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What a failed request leaves us with: whether the service can have heard of it, and why it failed. */
export function failedRequest(error: unknown): Extract<HttpAnswer, { reason: string }> {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const name = String(code ?? cause?.code ?? 'no answer');
  if (NEVER_SENT.has(name)) return { kind: 'not_sent', reason: `not reached: ${name}` };
  return { kind: 'no_answer', reason: `no answer: ${name}` };
}

/** Sends what a provider has described, through n8n and with the credential of that type. Never throws. */
export async function sendRequest(
  context: IExecuteFunctions,
  credentialType: string,
  { method, url, headers, body }: HttpRequest,
  timeoutMs: number,
): Promise<HttpAnswer> {
  try {
    const answer = (await context.helpers.httpRequestWithAuthentication.call(context, credentialType, {
      ...{ method, url, headers: { ...headers }, timeout: timeoutMs },
      ...(body === null ? {} : { body }),
      // The provider judges status and text itself.
      ...{ encoding: 'text', returnFullResponse: true, ignoreHttpStatusErrors: true },
      // Another address would get our credentials.
      disableFollowRedirect: true,
    })) as { statusCode: number; body: unknown };
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    return { kind: 'answer', status: answer.statusCode, body: text };
  } catch (error) {
    return failedRequest(error);
  }
}
