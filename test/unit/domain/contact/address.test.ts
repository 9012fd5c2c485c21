import { addressKey, addressKeys } from '../../../../journey/domain/contact/address';

test.each([
  ['+86 138 0000 0000', '8613800000000'],
  ['0086-13800000000', '8613800000000'],
  ['13800000000', '13800000000'],
  ['(415) 555-2671', '4155552671'],
  ['＋８６１３８００００００００', '8613800000000'],
  [' Ann@Example.com ', 'ann@example.com'],
  ['oABC-123', 'oabc-123'],
])('%s is kept as %s', (address, key) => expect(addressKey(address)).toBe(key));

test.each([
  ['+8613800000000', '13800000000'],
  ['13800000000', '+86 138 0000 0000'],
  ['+14155552671', '14155552671'],
])('%s is found by %s', (kept, asked) => expect(addressKeys(asked)).toContain(addressKey(kept)));

test('a number of another country is nobody else', () => {
  expect(addressKeys('+14155552671')).toEqual(['14155552671']);
});
