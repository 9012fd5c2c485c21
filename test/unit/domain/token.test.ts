import { makeToken, readToken } from '../../../journey/domain/token';
import { fc } from '../../support/random';
import { holds } from '../kit';

const SECRET = 'a'.repeat(64);
const NOW = 1_700_000_000_000;
const token = (key = 'delivery:node:0') => makeToken(SECRET, 'rating', key, NOW);

test('names its key until it expires', () => {
  expect(readToken(SECRET, 'rating', token(), NOW)).toEqual({ kind: 'valid', key: 'delivery:node:0' });
  expect(readToken(SECRET, 'rating', token(), NOW + 1)).toEqual({ kind: 'expired' });
  expect(token()).toMatch(/^[\w-]+\.[\w-]{24}$/);
});

test('for another purpose, or under another secret, it is worth nothing', () => {
  expect(readToken(SECRET, 'call', token(), NOW)).toEqual({ kind: 'invalid' });
  expect(readToken('b'.repeat(64), 'rating', token(), NOW)).toEqual({ kind: 'invalid' });
});

test('any key comes back as it was', () => {
  holds(fc.string({ unit: 'binary' }), (key) => {
    const text = key.replace(/\p{Cs}/gu, '?');
    expect(readToken(SECRET, 'rating', token(text), NOW)).toEqual({ kind: 'valid', key: text });
  });
});

test('every changed character is refused', () => {
  const genuine = token();
  for (let place = 0; place < genuine.length; place += 1) {
    for (const other of ['A', 'b', '_', '.', '', 'AA']) {
      const changed = genuine.slice(0, place) + other + genuine.slice(place + 1);
      if (changed === genuine) continue;
      expect([changed, readToken(SECRET, 'rating', changed, NOW)]).toEqual([changed, { kind: 'invalid' }]);
    }
  }
});

test('no text makes it throw', () => {
  holds(fc.string({ unit: 'binary' }), (text) => {
    expect(readToken(SECRET, 'rating', text, NOW)).toEqual({ kind: 'invalid' });
  });
});
