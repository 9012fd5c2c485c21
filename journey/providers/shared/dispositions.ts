import { quoted } from '../../domain/intake/outcome';
import { isJsonObject, own, type JsonObject } from '../../domain/intake/plain-data';
import type { Disposition } from '../contract/call';
import type { ProviderCredential } from '../contract/provider';
import { asText, jsonOf } from './json';

const DISPOSITIONS: Readonly<Record<Disposition, true>> = {
  queued: true,
  assigned: true,
  dialled: true,
  connected: true,
  no_answer: true,
  busy: true,
  wrong_number: true,
  refused: true,
  callback: true,
  do_not_call: true,
  cancelled: true,
};

/** Turns an agent's word into a disposition; a sentence when nobody said what the word means. */
export type DispositionReader = (
  word: string,
) => { readonly disposition: Disposition } | { readonly reason: string };

/**
 * A reader for the words of a call centre: those that the credential's Disposition Words translate, and the
 * dispositions themselves. Case, blanks and hyphens make no difference.
 */
export function dispositionReader(credential: ProviderCredential): DispositionReader {
  const meanings = meaningsOf(own(credential, 'dispositionWords'));
  return (word) => {
    const found = meanings.get(plain(word));
    return found
      ? { disposition: found }
      : { reason: `${quoted(word)} is none of ${[...meanings.keys()].join(', ')}` };
  };
}

function meaningsOf(typed: unknown): ReadonlyMap<string, Disposition> {
  const words = typeof typed === 'string' ? jsonOf(typed) : typed;
  const meanings = new Map<string, Disposition>();
  for (const name of Object.keys(DISPOSITIONS)) meanings.set(name, name as Disposition);
  for (const [word, meaning] of Object.entries(isJsonObject(words) ? words : ({} as JsonObject))) {
    const known = plain(asText(meaning) ?? '');
    if (Object.hasOwn(DISPOSITIONS, known)) meanings.set(plain(word), known as Disposition);
  }
  return meanings;
}

function plain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
