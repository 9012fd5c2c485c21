import { fc } from '../../support/random';
import { canonicalJson } from '../../../journey/domain/intake/canonical-json';
import { dedupHash } from '../../../journey/domain/intake/dedup';
import type { NewEvent } from '../../../journey/domain/user-event';

const EVENT: NewEvent = {
  eventId: 'e1',
  userId: 'u1',
  event: 'purchase',
  timestamp: 1_700_000_000_000,
  properties: { a: 1, b: { c: [1, 2], d: 'x' } },
  source: 'default',
  receivedAt: 1_700_000_001_000,
};
const hash = (changes: Partial<NewEvent>) => dedupHash({ ...EVENT, ...changes }).toString('hex');

describe('dedupHash', () => {
  test('is pinned, because stored hashes must stay comparable over versions', () => {
    expect(dedupHash(EVENT)).toHaveLength(16);
    expect(hash({})).toBe('688bf0860301ac0f03348440cf78bf1c');
    expect(hash({ eventId: null })).toBe('588996cbf1ac2d18c3a0883a0ef9227f');
  });

  test('with an id, only source and id count', () => {
    expect(hash({ userId: 'x', event: 'x', timestamp: 1, properties: {}, receivedAt: 1 })).toBe(hash({}));
    expect(hash({ eventId: 'e2' })).not.toBe(hash({}));
    expect(hash({ source: 'crm' })).not.toBe(hash({}));
    expect(hash({ source: 'a', eventId: 'bc' })).not.toBe(hash({ source: 'ab', eventId: 'c' }));
    expect(hash({ source: 'a","b', eventId: 'c' })).not.toBe(hash({ source: 'a', eventId: 'b","c' }));
  });

  test('without an id, what happened counts and the order of keys does not', () => {
    const eventId = null;
    const plain = hash({ eventId });
    expect(hash({ eventId, properties: { b: { d: 'x', c: [1, 2] }, a: 1 } })).toBe(plain);
    expect(hash({ eventId, receivedAt: 5 })).toBe(plain);
    expect(hash({ eventId, properties: { a: 1, b: { c: [2, 1], d: 'x' } } })).not.toBe(plain);
    expect(hash({ eventId, timestamp: EVENT.timestamp + 1 })).not.toBe(plain);
    expect(hash({ eventId, userId: 'u2' })).not.toBe(plain);
    expect(hash({ eventId, event: 'refund' })).not.toBe(plain);
  });
});

test('canonicalJson: equal text exactly for equal JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(canonicalJson(a) === canonicalJson(b)).toBe(sameJson(a, b));
      expect(JSON.parse(canonicalJson(a))).toEqual(JSON.parse(JSON.stringify(a)));
    }),
  );
  const odd = JSON.parse('{"z":1,"__proto__":{"y":2},"10":3,"9":4}') as unknown;
  expect(canonicalJson(odd)).toBe('{"10":3,"9":4,"__proto__":{"y":2},"z":1}');
});

function sameJson(a: unknown, b: unknown): boolean {
  try {
    expect(JSON.parse(JSON.stringify(a))).toStrictEqual(JSON.parse(JSON.stringify(b)));
    return true;
  } catch {
    return false;
  }
}
