import { createHash } from 'node:crypto';

const MAX_LENGTH = 256;

/**
 * A text that somebody sent, as a key that every database can hold and index: as it is while it is short and readable,
 * else `#` and its SHA-256. PostgreSQL holds no NUL and indexes no long text, and neither engine keeps halves of a
 * surrogate pair apart. Different texts give different keys. Never throws.
 */
export function keyText(text: string): string {
  if (text.length <= MAX_LENGTH && !/[\p{Cc}\p{Cs}]/u.test(text)) return text;
  // JSON escapes what UTF-8 would lose.
  return `#${createHash('sha256').update(JSON.stringify(text)).digest('hex')}`;
}
