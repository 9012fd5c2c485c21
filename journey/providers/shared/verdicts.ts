import { createHash, timingSafeEqual } from 'node:crypto';
import type { RawCallback, Verdict } from '../contract/provider';
import { queryOf, SECRET } from './callbacks';

/** The callback cannot be trusted, and why. */
export function untrusted(message: string): Verdict {
  return { refused: 401, message };
}

/** Whether two texts are the same, in a time that does not tell how much of them is. */
export function sameText(sent: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(expected));
}

/**
 * For providers that sign nothing: the address they call carries a secret. An empty secret in the credential trusts
 * nobody.
 */
export function verifySecret(callback: RawCallback, secret: string): Verdict {
  if (secret === '') return untrusted('The credential has no Callback Secret, so no callback can be trusted');
  const sent = queryOf(callback).getAll(SECRET);
  if (sent.length === 1 && sameText(sent[0] ?? '', secret)) return 'ok';
  return untrusted(`The callback address must carry the Callback Secret as ${SECRET}=... in its query`);
}
