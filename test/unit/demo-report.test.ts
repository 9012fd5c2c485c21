import type { PersonFacts } from '../../scripts/demo/facts';
import type { Person } from '../../scripts/demo/people';
import { summarise } from '../../scripts/demo/report';

const person: Person = { userId: 'ann', row: 'wechatLater', story: 'buys', owed: ['W5/A8', 'A3'] };
const has = (...coupons: string[]): PersonFacts => ({
  coupons: coupons.map((coupon) => ({ coupon, code: coupon })),
  ended: 'completed',
  entered: 1,
});

test.each<[string, PersonFacts, number, number]>([
  ['exactly what is owed', has('W5/A8', 'A3'), 0, 0],
  ['one coupon short', has('W5/A8'), 0, 1],
  ['the wrong order', has('A3', 'W5/A8'), 0, 1],
  ['one twice', has('W5/A8', 'A3', 'A3'), 1, 1],
  ['another coupon', has('W5/A8', 'W7/A10'), 1, 1],
  ['still inside', { ...has('W5/A8', 'A3'), ended: null }, 0, 1],
  ['ended by an error', { ...has('W5/A8', 'A3'), ended: 'error' }, 0, 1],
  ['entered twice', { ...has('W5/A8', 'A3'), entered: 2 }, 1, 0],
])('the demo judges %s', (_, facts, duplicates, lost) => {
  expect(summarise([person], [facts])).toEqual({
    people: 1,
    coupons: facts.coupons.length,
    duplicates,
    lost,
  });
});

test('the demo counts a person of whom nothing is known as lost', () => {
  expect(summarise([person], [])).toEqual({ people: 1, coupons: 0, duplicates: 0, lost: 1 });
});
