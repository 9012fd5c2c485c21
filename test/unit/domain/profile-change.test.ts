import { afterChange, tagsOf, type ProfileChange } from '../../../journey/domain/profile-change';

const known = { traits: { plan: 'pro', score: 5, tags: ['a', 'b'] }, updatedAt: 10 };
const { traits } = known;

test.each<[string, ProfileChange, number, object]>([
  ['set', { kind: 'set', traits: { plan: 'free', age: 5 } }, 11, { ...traits, plan: 'free', age: 5 }],
  ['set what is older', { kind: 'set', traits: { plan: 'free', age: 5 } }, 9, { ...traits, age: 5 }],
  [
    'add tags, each once',
    { kind: 'tag', add: ['b', 'c', 'c'], remove: [] },
    11,
    { ...traits, tags: ['a', 'b', 'c'] },
  ],
  ['take tags away', { kind: 'tag', add: [], remove: ['a', 'x'] }, 9, { ...traits, tags: ['b'] }],
  ['add to a score', { kind: 'score', name: 'score', by: -7 }, 9, { ...traits, score: -2 }],
  ['add to a score that is none yet', { kind: 'score', name: 'plan', by: 2 }, 11, { ...traits, plan: 2 }],
  ['set a score', { kind: 'score', name: 'nps', to: 0 }, 11, { ...traits, nps: 0 }],
])('%s', (_, change, at, expected) => {
  expect(afterChange(known, change, at)).toEqual({ traits: expected, updatedAt: Math.max(10, at) });
});

test('tags as sources send them: a list, one text, or something else', () => {
  expect([{ tags: ['a', 5] }, { tags: 'vip' }, { tags: null }, {}].map(tagsOf)).toEqual([
    ['a'],
    ['vip'],
    [],
    [],
  ]);
});

test('__proto__ is a name like any other', () => {
  const change: ProfileChange = { kind: 'score', name: '__proto__', by: 1 };
  const tagged = afterChange(afterChange(known, change, 11), { kind: 'tag', add: ['x'], remove: [] }, 11);
  expect(Object.hasOwn(tagged.traits, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
