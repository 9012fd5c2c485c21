import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A fresh 128-bit id that nobody can guess, as 32 hex digits. */
export function newId(): string {
  return randomBytes(16).toString('hex');
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
