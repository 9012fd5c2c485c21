import { tooLarge } from '../domain/intake/body';
import type { IntakeLimits } from '../domain/intake/limits';
import type { Refusal } from '../domain/intake/outcome';
import type { RequestHeaders } from '../domain/intake/signature';

/** What the intake needs of a request; node:http's, Express' and n8n's all fit. */
export interface IntakeRequest {
  readonly headers: RequestHeaders;
  /** False once somebody else has read the stream. */
  readonly readable?: boolean;
  /** The bytes, where a parser in front kept them. */
  readonly rawBody?: unknown;
  /** The parsed body, where a parser in front left nothing else. */
  readonly body?: unknown;
  on(event: string, listener: (argument?: unknown) => void): unknown;
  off(event: string, listener: (argument?: unknown) => void): unknown;
  resume(): unknown;
  setTimeout?(milliseconds: number, listener: () => void): unknown;
  destroy(): unknown;
}

/** What the intake needs of a response. */
export interface IntakeResponse {
  statusCode: number;
  readonly headersSent?: boolean;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** Bytes that are still taken, and silence that is still borne, from a sender who was refused, so that it can read the answer. */
const DRAIN_BYTES = 33_554_432;
const DRAIN_IDLE_MS = 5000;

/**
 * The body as sent; null when the sender went away before its end. Reading stops at `maxBodyBytes` with a refusal;
 * a `Content-Length` beyond it is refused before anything is read. When a parser in front has read the stream, its
 * `rawBody` or `body` is taken. Never throws and never rejects.
 */
export async function readBody(
  request: IntakeRequest,
  limits: IntakeLimits,
): Promise<Buffer | Refusal | null> {
  const parsed = alreadyRead(request);
  if (parsed !== null) return parsed;
  if (Number(request.headers['content-length']) > limits.maxBodyBytes) return tooLarge(limits);
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: Buffer | Refusal | null) => {
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onGone);
      resolve(outcome);
    };
    const onData = (chunk?: unknown) => {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > limits.maxBodyBytes) settle(tooLarge(limits));
      else chunks.push(bytes);
    };
    const onEnd = () => settle(Buffer.concat(chunks));
    const onGone = () => settle(null);
    // Stays for good: an error after the answer must not become an uncaught one.
    request.on('error', onGone);
    request.on('end', onEnd);
    request.on('close', onGone);
    request.on('data', onData);
  });
}

/** Takes what a refused sender still sends, up to 32 MiB or 5 s of silence, then closes the connection. Never throws. */
export function drain(request: IntakeRequest): void {
  if (request.readable === false) return;
  let left = DRAIN_BYTES;
  request.on('data', (chunk?: unknown) => {
    left -= Buffer.isBuffer(chunk) ? chunk.length : 0;
    if (left < 0) request.destroy();
  });
  request.on('error', () => undefined);
  request.setTimeout?.(DRAIN_IDLE_MS, () => request.destroy());
  request.resume();
}

/** Sends a JSON answer, unless one was already begun. */
export function answerJson(
  response: IntakeResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(JSON.stringify(body));
}

function alreadyRead(request: IntakeRequest): Buffer | null {
  const { rawBody, body } = request;
  if (Buffer.isBuffer(rawBody)) return rawBody;
  if (request.readable !== false) return null;
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(body === undefined || body === null ? '' : JSON.stringify(body));
}
