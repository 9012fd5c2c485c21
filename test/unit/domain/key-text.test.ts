import { keyText } from '../../../journey/domain/key-text';
import { fc } from '../../support/random';
import { holds } from '../kit';

test('short, readable texts are their own keys', () => {
  for (const text of ['', 'booking-7', '预约 42', 'x'.repeat(256), '😀']) expect(keyText(text)).toBe(text);
});

test('anything else becomes a key that every database holds', () => {
  for (const text of ['a\u0000', 'a\nb', '\ud800', 'x'.repeat(257)])
    expect(keyText(text)).toMatch(/^#[0-9a-f]{64}$/);
});

test('different texts give different keys', () => {
  expect(keyText('\ud800')).not.toBe(keyText('\udfff'));
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 250, maxLength: 260 }));
  holds(fc.tuple(text, text), ([a, b]) => expect(keyText(a) === keyText(b)).toBe(a === b));
});
