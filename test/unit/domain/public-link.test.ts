import { publicToken, tokenSubject } from '../../../journey/domain/public-link';
import { fc } from '../../support/random';

const about = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/);

test('a token says what it is about, for its secret and its purpose alone', () =>
  fc.assert(
    fc.property(about, fc.string(), fc.string(), fc.string(), (subject, secret, purpose, other) => {
      const token = publicToken(secret, purpose, subject);
      expect(tokenSubject(secret, purpose, token)).toBe(subject);
      if (other !== purpose) expect(tokenSubject(secret, other, token)).toBeNull();
      if (other !== secret) expect(tokenSubject(other, purpose, token)).toBeNull();
    }),
  ));

test('no changed character, none more and none fewer, is let through', () => {
  const token = publicToken('secret', 'rating', 'abc-123_x0');
  expect(token).toMatch(/^[\w-]+\.[\w-]{22}$/);
  for (let at = 0; at < token.length; at += 1) {
    for (const sign of ['A', 'z', '.', '-', '']) {
      const changed = token.slice(0, at) + sign + token.slice(at + 1);
      if (changed !== token) expect(tokenSubject('secret', 'rating', changed)).toBeNull();
    }
  }
});

test.each(['', '.', 'abc', 'abc.', '.abc', 'a.b.c', `${'a'.repeat(5000)}.${'b'.repeat(5000)}`, 'é.é'])(
  'anything else is nothing: %s',
  (token) => expect(tokenSubject('secret', 'rating', token)).toBeNull(),
);
