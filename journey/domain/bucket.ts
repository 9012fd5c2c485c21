import { createHash } from 'node:crypto';

const DIGITS = 15;
/** 0xfffffffffffffff as a double. */
const MAX = 2 ** 60;

/**
 * A number from 0 to 1 that belongs to a user for good: a pure function of salt and user id (SHA-1, first 15 hex digits,
 * divided by their greatest value). The same in every process and at every time; never fresh randomness.
 */
export function bucketOf(salt: string, userId: string): number {
  const digits = createHash('sha1').update(`${salt}.${userId}`).digest('hex').slice(0, DIGITS);
  return parseInt(digits, 16) / MAX;
}
