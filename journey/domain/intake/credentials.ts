import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHeaders } from './signature';

/** What a sender has to show beside a signature: a header with a value, or a user name and a password. */
export interface SharedSecrets {
  readonly headerName?: string;
  readonly headerSecret?: string;
  readonly user?: string;
  readonly password?: string;
}

/** 'ok', or the status and the sentence of the refusal. */
export type CredentialOutcome = 'ok' | { readonly refused: 401; readonly message: string };

/**
 * Whether a request carries the header that was agreed on. Names are compared as HTTP does, values in constant time.
 * A credential without name or value lets nobody in. Never throws.
 */
export function verifyHeader(
  headers: RequestHeaders,
  { headerName = '', headerSecret = '' }: SharedSecrets,
): CredentialOutcome {
  const fault = headerFault({ headerName, headerSecret });
  if (fault !== null) return refused(`This intake has no usable credential: ${fault}`);
  const sent = headers[headerName.trim().toLowerCase()];
  if (typeof sent === 'string' && sameText(sent, headerSecret)) return 'ok';
  return refused(`The header ${headerName.trim()} is missing or wrong`);
}

/**
 * Whether a request carries the user name and password that were agreed on (RFC 7617). Compared in constant time; the
 * password may be empty, as with Segment's SDKs, whose write key is the user name. Never throws.
 */
export function verifyBasic(
  headers: RequestHeaders,
  { user = '', password = '' }: SharedSecrets,
): CredentialOutcome {
  const fault = basicFault({ user });
  if (fault !== null) return refused(`This intake has no usable credential: ${fault}`);
  const sent = headers['authorization'];
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(typeof sent === 'string' ? sent : '') ?? [];
  if (
    encoded !== undefined &&
    sameText(Buffer.from(encoded, 'base64').toString('utf8'), `${user}:${password}`)
  )
    return 'ok';
  return refused('The header Authorization is missing, or its user name or password is wrong');
}

/** Null when a header can be asked for, else what is wrong with its name or value. Never quotes the value. */
export function headerFault({ headerName = '', headerSecret = '' }: SharedSecrets): string | null {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(headerName.trim()))
    return 'Header Name must be the name of a header';
  // A header's value arrives without blanks around it.
  return headerSecret.trim() === '' || headerSecret !== headerSecret.trim()
    ? 'Header Value must not be empty, nor begin or end with blanks'
    : null;
}

/** Null when a user name can be asked for, else what is wrong with it. */
export function basicFault({ user = '' }: SharedSecrets): string | null {
  return user === '' || user.includes(':') ? 'User must not be empty, nor hold a colon' : null;
}

/** Digests have one length, so the time says nothing about the length of the secret either. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refused(message: string): CredentialOutcome {
  return { refused: 401, message };
}
