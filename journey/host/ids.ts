import { createHash, randomBytes, randomInt } from 'node:crypto';
import { realNow } from './timers';

/**
 * A fresh 128-bit id as 32 hex digits: 48 bits say when, as in UUIDv7 (RFC 9562), and 80 random ones keep it from being
 * guessed. Rows that come in together so lie together in every index, where random ids would dirty a page each.
 */
export function newId(): string {
  return realNow().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}

/** A short digest of any JSON value, for keys that need not be secret. */
export function digest(value: unknown, length = 32): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length);
}

// No 0/O, 1/I/L: codes are read aloud and typed by hand.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A coupon code: the prefix and `length` random characters that are hard to misread. */
export function couponCode(prefix: string, length = 10): string {
  return prefix + Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
