import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token stands for; a token for one purpose is worth nothing for another. */
export type TokenPurpose = 'rating' | 'call';

/** What a token says: whose it is, or why it says nothing. */
export type TokenReading =
  | { readonly kind: 'valid'; readonly key: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

/**
 * A token for a public link: it names a key, for one purpose and until `expiresAt`, and only who knows the secret can
 * make one. Letters, digits, `-`, `_` and one dot, so it needs no encoding in an address. Nothing in it is secret.
 */
export function makeToken(secret: string, purpose: TokenPurpose, key: string, expiresAt: number): string {
  const said = Buffer.from(`${Math.ceil(expiresAt / 1000).toString(36)}:${key}`).toString('base64url');
  return `${said}.${sealOf(secret, purpose, said).toString('base64url')}`;
}

/** Reads a token of a purpose at the instant `now`. Never throws, whatever the text is. */
export function readToken(secret: string, purpose: TokenPurpose, token: string, now: number): TokenReading {
  const [said = '', seal = '', ...more] = token.split('.');
  const expected = sealOf(secret, purpose, said);
  const sent = Buffer.from(seal, 'base64url');
  const genuine = more.length === 0 && sent.length === expected.length && timingSafeEqual(sent, expected);
  // The same bytes can be written in two ways; only ours counts.
  if (!genuine || sent.toString('base64url') !== seal) return { kind: 'invalid' };
  const text = Buffer.from(said, 'base64url').toString();
  const colon = text.indexOf(':');
  if (now > Number.parseInt(text.slice(0, colon), 36) * 1000) return { kind: 'expired' };
  return { kind: 'valid', key: text.slice(colon + 1) };
}

function sealOf(secret: string, purpose: TokenPurpose, said: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\n${said}`).digest().subarray(0, 18);
}
