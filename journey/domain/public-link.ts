import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A token for a link that anybody who has it may open: what it is about, followed by a proof that this instance made it
 * for that purpose. Nobody can make one for anything else, or use it for another purpose.
 * @param about letters, digits, `-` and `_` only: it stands in the address as it is.
 */
export function publicToken(secret: string, purpose: string, about: string): string {
  return `${about}.${proof(secret, purpose, about)}`;
}

/** What a token is about; null when this instance did not make it for this purpose. Compares in constant time; never throws. */
export function tokenSubject(secret: string, purpose: string, token: string): string | null {
  const [about = '', given = '', ...more] = token.split('.');
  const expected = Buffer.from(proof(secret, purpose, about));
  const said = Buffer.from(given);
  if (more.length > 0 || said.length !== expected.length) return null;
  return timingSafeEqual(said, expected) ? about : null;
}

/** 128 bits, as 22 characters. */
function proof(secret: string, purpose: string, about: string): string {
  const digest = createHmac('sha256', secret)
    .update(JSON.stringify([purpose, about]))
    .digest();
  return digest.subarray(0, 16).toString('base64url');
}
