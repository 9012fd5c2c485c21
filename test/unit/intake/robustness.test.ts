import { gzipSync } from 'node:zlib';
import { fc } from '../../support/random';
import { decodeBody } from '../../../journey/domain/intake/body';
import { dedupHash } from '../../../journey/domain/intake/dedup';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { isRefusal } from '../../../journey/domain/intake/outcome';
import { parseEvents } from '../../../journey/domain/intake/parse';

const NOW = Date.UTC(2026, 0, 31);
const bare = () =>
  JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)]);
const untouched = bare();

/** Keys and values that make the generated JSON look like events, and like attacks on them. */
const key = fc.oneof(
  fc.constantFrom(
    'userId',
    'event',
    'eventId',
    'timestamp',
    'properties',
    'events',
    'batch',
    'type',
    'messageId',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    'then',
    'toJSON',
  ),
  fc.string(),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1e308,
      2 ** 53,
      2 ** 53 + 2,
      NOW,
      NOW / 1000,
      '',
      'u1',
      'track',
      '2026-01-31',
    ),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 8 }).map(objectOf),
  ),
}));

afterEach(() => expect(bare()).toBe(untouched));

test('no JSON makes the parser throw, lose an event or pollute a prototype', () => {
  fc.assert(
    fc.property(json, (value) => {
      const parsed = parseEvents(JSON.parse(JSON.stringify(value)), NOW, DEFAULT_LIMITS);
      if (isRefusal(parsed)) {
        expect([400, 413]).toContain(parsed.status);
        return;
      }
      const seen = [...parsed.events, ...parsed.rejected].map(({ index }) => index).sort((a, b) => a - b);
      expect(seen).toEqual(seen.map((_, index) => index));
      for (const { event } of parsed.events) {
        expect(event.userId).not.toBe('');
        expect(Number.isInteger(event.timestamp)).toBe(true);
        expect(event.timestamp).toBeLessThanOrEqual(NOW + 86_400_000);
        expect(dedupHash({ ...event, source: 's', receivedAt: NOW })).toHaveLength(16);
      }
      JSON.stringify(parsed);
    }),
    { numRuns: 3000 },
  );
  expect(bare()).toBe(untouched);
});

test('objects that pretend to be strings are rejected, not thrown at', () => {
  const userId = JSON.parse('{"length":{"toString":null,"valueOf":null}}') as unknown;
  const parsed = parseEvents(
    [{ userId, event: userId, eventId: userId, timestamp: userId }],
    NOW,
    DEFAULT_LIMITS,
  );
  expect(parsed).toMatchObject({ events: [], rejected: [{ index: 0, path: 'events[0].userId' }] });
});

test('no bytes under any header make the decoder throw', () => {
  const encoding = fc.constantFrom(undefined, 'gzip', 'deflate', 'br', 'identity', 'zstd', '', 'gzip, br');
  const good = Buffer.from('{"userId":"u1","event":"purchase"}');
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(fc.constantFrom(good, gzipSync(good)), fc.nat(60), fc.nat(255)).map(([whole, at, value]) => {
      const damaged = Buffer.from(whole);
      if (at < damaged.length) damaged[at] = value;
      return damaged;
    }),
  );
  fc.assert(
    fc.property(bytes, encoding, (body, header) => {
      const decoded = decodeBody(Buffer.from(body), header, DEFAULT_LIMITS);
      if (isRefusal(decoded)) expect([400, 413, 415]).toContain(decoded.status);
    }),
    { numRuns: 3000 },
  );
});

test('good events come through whatever stands between them', () => {
  const good = { userId: 'u1', event: 'purchase', eventId: 'e1' };
  fc.assert(
    fc.property(fc.array(json, { maxLength: 10 }), fc.nat(10), (others, at) => {
      const items = [...others.slice(0, at), good, ...others.slice(at)];
      const index = Math.min(at, others.length);
      const parsed = parseEvents(JSON.parse(JSON.stringify(items)), NOW, DEFAULT_LIMITS);
      expect(isRefusal(parsed) ? [] : parsed.events).toContainEqual({
        index,
        event: { ...good, timestamp: NOW, properties: {} },
      });
    }),
    { numRuns: 500 },
  );
});

/** An object as JSON.parse would make it: `__proto__` is an own key. */
function objectOf(entries: [string, unknown][]): unknown {
  const text = entries
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`)
    .join(',');
  return JSON.parse(`{${text}}`) as unknown;
}
