import { pseudonymOf, tombstoneOf } from '../../../journey/domain/erasure';

test('a tombstone knows an id again, with the same key only, and tells nothing', () => {
  expect(tombstoneOf('k', 'ann')).toBe(tombstoneOf('k', 'ann'));
  expect(tombstoneOf('k', 'ann')).not.toBe(tombstoneOf('k', 'ann2'));
  expect(tombstoneOf('k', 'ann')).not.toBe(tombstoneOf('other', 'ann'));
  expect(tombstoneOf('k', 'ann')).toMatch(/^[0-9a-f]{64}$/);
});

test('a pseudonym is another one for each id and erasure, and no tombstone leads to it', () => {
  const names = [pseudonymOf('k', 'ann', 1), pseudonymOf('k', 'ann', 2), pseudonymOf('k', 'bob', 1)];
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^erased:[0-9a-f]{32}$/);
  expect(names.map((name) => name.slice(7))).not.toContain(tombstoneOf('k', 'ann').slice(0, 32));
});
