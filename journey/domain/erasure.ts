import { createHmac } from 'node:crypto';

/** The name under which what is counted of an erased id stays: nobody finds the id from it, nor from a later erasure of the same id. */
export function pseudonymOf(key: string, id: string, erasedAt: number): string {
  return `erased:${keyed(key, ['pseudonym', erasedAt, id]).slice(0, 32)}`;
}

/** What is remembered of an erased id, to know it again: a keyed hash, worth nothing without the store's key. */
export function tombstoneOf(key: string, id: string): string {
  return keyed(key, ['tombstone', id]);
}

/** The parts are framed as a JSON array, so that no id can meet the hash of another purpose. */
function keyed(key: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
}
