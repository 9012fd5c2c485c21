import { createHmac, timingSafeEqual } from 'node:crypto';

/** Request headers as node:http gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A signed request and what is needed to judge it. */
export interface SignedRequest {
  readonly headers: RequestHeaders;
  /** The body as sent, before decompression. */
  readonly bytes: Buffer;
  /** Standard Webhooks secrets, with or without `whsec_`; any of them may have signed, so that secrets can be rotated. */
  readonly secrets: readonly string[];
  /** Real time in milliseconds since 1970, never a test's clock for the business. */
  readonly now: number;
}

/** 'ok', or the status and the sentence of the refusal. */
export type SignatureOutcome = 'ok' | { readonly refused: 401; readonly message: string };

const TOLERANCE_SECONDS = 300;

/**
 * Checks a request against Standard Webhooks 1.0 (https://www.standardwebhooks.com, symmetric signatures): headers
 * `webhook-id`, `webhook-timestamp` (within 300 s of `now`) and `webhook-signature` with at least one `v1` signature of
 * `id.timestamp.body`. Works on the bytes as sent, so compressed bodies are covered to the last bit. Comparison is in
 * constant time. Never throws; a replay inside the window is 'ok' here and is recognised by its event ids.
 */
export function verifySignature({ headers, bytes, secrets, now }: SignedRequest): SignatureOutcome {
  const id = single(headers['webhook-id']);
  const timestamp = single(headers['webhook-timestamp']);
  const signatures = single(headers['webhook-signature']);
  if (!id || !timestamp || !signatures) {
    return refused('The headers webhook-id, webhook-timestamp and webhook-signature are required');
  }
  // A dot in the id would let the border between id, timestamp and body be moved without changing the signed text.
  if (id.includes('.')) return refused('webhook-id must not contain a dot');
  if (!/^\d{1,15}$/.test(timestamp)) return refused('webhook-timestamp must be whole seconds since 1970');
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (Math.abs(age) > TOLERANCE_SECONDS) {
    return refused(
      `webhook-timestamp is more than ${TOLERANCE_SECONDS} seconds ${age > 0 ? 'old' : 'ahead'}`,
    );
  }
  const keys = secrets.map(decodeSecret).filter((key) => key !== null);
  if (keys.length === 0) return refused('This intake has no usable signing secret');
  const sent = signatures
    .split(' ')
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice(3)));
  const matches = keys
    .map((key) =>
      Buffer.from(createHmac('sha256', key).update(`${id}.${timestamp}.`).update(bytes).digest('base64')),
    )
    .flatMap((expected) => sent.map((signature) => sameBytes(signature, expected)));
  return matches.includes(true) ? 'ok' : refused('No v1 signature in webhook-signature matches the body');
}

/**
 * The key of a Standard Webhooks secret: base64 of 24 to 64 bytes, with or without `whsec_`, spaces around it ignored.
 * Null when it is anything else, so that a typo is found when the secret is typed in.
 */
export function decodeSecret(secret: string): Buffer | null {
  const text = secret.trim().replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length >= 24 && key.length <= 64 ? key : null;
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function refused(message: string): SignatureOutcome {
  return { refused: 401, message };
}
