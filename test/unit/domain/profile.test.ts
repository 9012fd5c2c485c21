import { IDENTIFY, identityFault, otherIdOf, PROFILE_EVENTS } from '../../../journey/domain/identity';
import { afterEvent, changesProfile, mergeProfiles, UNKNOWN } from '../../../journey/domain/profile';
import type { EventProperties } from '../../../journey/domain/user-event';

const event = (name: string, properties: EventProperties, timestamp = 10) => ({
  eventId: null,
  userId: 'ann',
  event: name,
  timestamp,
  properties,
});
const known = { traits: { plan: 'pro', visits: 1, tags: ['a'] }, updatedAt: 10 };

test.each<[keyof typeof PROFILE_EVENTS, EventProperties, number, object]>([
  ['set', { plan: 'free', age: 5 }, 10, { ...known.traits, plan: 'free', age: 5 }],
  ['set', { plan: 'free', age: 5 }, 9, { ...known.traits, age: 5 }],
  ['setOnce', { plan: 'free', age: 5 }, 11, { ...known.traits, age: 5 }],
  ['unset', { plan: true }, 10, { visits: 1, tags: ['a'] }],
  ['unset', { plan: true }, 9, known.traits],
  ['increment', { visits: 2, new: 3, plan: 'x' }, 9, { ...known.traits, visits: 3, new: 3 }],
  ['append', { tags: ['b'], plan: ['x'] }, 9, { ...known.traits, tags: ['a', 'b'], plan: ['pro', 'x'] }],
])('%s %j at %d', (kind, properties, at, traits) => {
  const after = afterEvent(known, event(PROFILE_EVENTS[kind], properties, at));
  expect(after.traits).toEqual(traits);
  expect(after.updatedAt).toBe(Math.max(10, kind === 'unset' && at < 10 ? 10 : at));
});

test('other events change nothing, and keys are data', () => {
  expect(afterEvent(known, event('paid', { plan: 'x' }))).toBe(known);
  expect(changesProfile(event('paid', {}))).toBe(false);
  const odd = JSON.parse('{"__proto__": {"polluted": 1}}') as EventProperties;
  const { traits } = afterEvent(UNKNOWN, event(IDENTIFY, odd));
  expect(Object.hasOwn(traits, '__proto__')).toBe(true);
  expect(mergeProfiles(known, { traits: odd, updatedAt: 0 }).traits).toMatchObject(known.traits);
});

test('which id an event merges', () => {
  expect(otherIdOf(event('$alias', { alias: 7 }))).toBe('7');
  expect(otherIdOf(event('$alias', { alias: 'ann' }))).toBeNull();
  expect(otherIdOf(event('$identify', { $anonymousId: 'a' }))).toBe('a');
  expect(otherIdOf(event('paid', { alias: 'a' }))).toBeNull();
  for (const alias of [undefined, '', 1.5, 'a\u0000', 'x'.repeat(257)])
    expect(identityFault(event('$alias', { alias }))).toMatchObject({ key: 'alias' });
  expect(identityFault(event('$identify', {}))).toBeNull();
});
