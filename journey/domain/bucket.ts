import { createHash } from 'node:crypto';

const HEX_DIGITS = 15;
// 0xfffffffffffffff, which as a double is the next power of two.
const LARGEST = 2 ** 60;

/** An arm of a percentage split: its share in percent of everybody. */
export interface Arm {
  readonly id: string;
  readonly percent: number;
}

/**
 * Where a user stands between 0 and 1 under a salt: the first 15 hex digits of SHA-1 over `salt.userIdvariant`. The same
 * for ever, on every machine, and independent between salts; the formula is PostHog's.
 */
export function bucketOf(salt: string, userId: string): number {
  const hash = createHash('sha1').update(`${salt}.${userId}variant`).digest('hex');
  return Number.parseInt(hash.slice(0, HEX_DIGITS), 16) / LARGEST;
}

/**
 * The arm of a user; null is control: beyond the arms' shares, or nobody who could be known again. Arms are ranges side by
 * side in their order, so that growing the last one moves nobody but those who change from control to it.
 */
export function armOf(arms: readonly Arm[], salt: string, userId: string | null): string | null {
  if (userId === null || userId === '') return null;
  const bucket = bucketOf(salt, userId);
  let upTo = 0;
  for (const { id, percent } of arms) {
    upTo += percent;
    // The largest bucket is 1 itself, and must not fall out of arms that share everybody.
    if (bucket < upTo / 100 || upTo >= 100) return id;
  }
  return null;
}
