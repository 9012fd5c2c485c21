import { IANAZone } from 'luxon';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { parseEvents } from '../../../journey/domain/intake/parse';
import { GOOD, NOW, only, parse, rejection } from './kit';

describe('native JSON', () => {
  const full = { ...GOOD, eventId: 'e1', timestamp: '2026-01-31T10:00:00+08:00', properties: { amount: 5 } };
  const read = {
    userId: 'u1',
    event: 'purchase',
    eventId: 'e1',
    timestamp: Date.UTC(2026, 0, 31, 2),
    properties: { amount: 5 },
  };

  test.each([
    ['one', full],
    ['a list', [full]],
    ['{events}', { events: [full] }],
  ])('%s', (_, value) => {
    expect(only(value)).toEqual(read);
  });

  test('what is left out: no id, received now, no properties', () => {
    expect(only(GOOD)).toEqual({ ...GOOD, eventId: null, timestamp: NOW, properties: {} });
    const nulls = { ...GOOD, eventId: null, timestamp: null, properties: null };
    expect(only(nulls)).toEqual({ ...GOOD, eventId: null, timestamp: NOW, properties: {} });
    expect(only({ ...GOOD, eventId: '', timestamp: '' })).toMatchObject({ eventId: null, timestamp: NOW });
  });

  test('numbers as ids become text when they are exact', () => {
    expect(only({ ...GOOD, userId: 42, eventId: 7 })).toMatchObject({ userId: '42', eventId: '7' });
    const big = JSON.parse('{"userId": 1234567890123456789, "event": "x"}') as unknown;
    expect(rejection(big)).toMatchObject({
      path: 'userId',
      reason: expect.stringContaining('as a string') as string,
    });
    expect(rejection({ ...GOOD, userId: 1.5 }).path).toBe('userId');
  });

  test.each<[string, object, string, RegExp]>([
    ['no user', { event: 'x' }, 'userId', /missing/],
    ['null user', { ...GOOD, userId: null }, 'userId', /missing/],
    ['blank user', { ...GOOD, userId: ' ' }, 'userId', /empty/],
    ['object as user', { ...GOOD, userId: { id: 1 } }, 'userId', /string, not an object/],
    ['true as user', { ...GOOD, userId: true }, 'userId', /string, not true/],
    ['long user', { ...GOOD, userId: 'x'.repeat(257) }, 'userId', /256/],
    ['NUL in user', { ...GOOD, userId: 'a\u0000b' }, 'userId', /control/],
    ['line break in user', { ...GOOD, userId: 'a\nb' }, 'userId', /control/],
    ['lone surrogate in user', { ...GOOD, userId: 'a\ud800' }, 'userId', /Unicode/],
    ['no event', { userId: 'u' }, 'event', /missing/],
    ['empty event', { ...GOOD, event: '' }, 'event', /empty/],
    ['long event', { ...GOOD, event: 'x'.repeat(201) }, 'event', /200/],
    ['long event id', { ...GOOD, eventId: 'x'.repeat(257) }, 'eventId', /256/],
    ['list as properties', { ...GOOD, properties: [] }, 'properties', /object, not a list/],
    ['text as properties', { ...GOOD, properties: 'a' }, 'properties', /object, not "a"/],
    ['text as date', { ...GOOD, timestamp: 'yesterday' }, 'timestamp', /"yesterday".*ISO 8601/],
    ['a time without date', { ...GOOD, timestamp: '12:30' }, 'timestamp', /ISO 8601/],
    ['a bare year', { ...GOOD, timestamp: '2026' }, 'timestamp', /ISO 8601/],
    ['a zone by name', { ...GOOD, timestamp: '2026-01-31T09:30[Asia/Shanghai]' }, 'timestamp', /ISO 8601/],
    ['31 February', { ...GOOD, timestamp: '2026-02-31T00:00:00Z' }, 'timestamp', /ISO 8601/],
    ['before 1970', { ...GOOD, timestamp: -1 }, 'timestamp', /1970/],
    ['an object as date', { ...GOOD, timestamp: {} }, 'timestamp', /ISO 8601/],
    ['a date beyond all dates', { ...GOOD, timestamp: 1e300 }, 'timestamp', /ISO 8601/],
    ['24 h ahead and a second', { ...GOOD, timestamp: NOW + 86_401_000 }, 'timestamp', /24 hours ahead/],
  ])('rejects %s', (_, value, path, reason) => {
    expect(rejection(value)).toEqual({ index: 0, path, reason: expect.stringMatching(reason) as string });
  });

  test.each([
    ['milliseconds', NOW - 500, NOW - 500],
    ['seconds', NOW / 1000 - 60, NOW - 60_000],
    ['seconds with a fraction', NOW / 1000 + 0.25, NOW + 250],
    ['milliseconds as text', String(NOW), NOW],
    ['seconds as text', String(NOW / 1000), NOW],
    ['a date', '2026-01-30', Date.UTC(2026, 0, 30)],
    ['no zone is UTC', '2026-01-31T09:30:00', Date.UTC(2026, 0, 31, 9, 30)],
    ['a zone', '2026-01-31T09:30:00.123-05:00', Date.UTC(2026, 0, 31, 14, 30, 0, 123)],
    ['a zone, also by name', '2026-01-31T09:30+08:00[Asia/Shanghai]', Date.UTC(2026, 0, 31, 1, 30)],
    ['just before 1970', -0.0001, 0],
    ['exactly 24 h ahead', NOW + 86_400_000, NOW + 86_400_000],
  ])('timestamp: %s', (_, timestamp, at) => {
    expect(only({ ...GOOD, timestamp }).timestamp).toBe(at);
  });
});

test('no name of a zone that a sender chooses is kept', () => {
  const asked = jest.spyOn(IANAZone, 'create');
  for (const name of ['Asia/Shanghai', 'aSIA/sHANGHAI', 'No/Where', 'u-ca=hebrew']) {
    parse({ ...GOOD, timestamp: `2026-01-31T09:30:00[${name}]` });
    only({ ...GOOD, timestamp: `2026-01-31T09:30:00Z[${name}]` });
  }
  expect(asked).not.toHaveBeenCalled();
});

describe('limits', () => {
  const nested = (levels: number) => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels)) as object;

  test('64 levels pass, 65 do not, and 100,000 do not exhaust the stack', () => {
    expect(only({ ...GOOD, properties: nested(63) })).toBeDefined();
    expect(rejection({ ...GOOD, properties: nested(64) }).reason).toMatch(/deeper than 64/);
    const abyss = JSON.parse(
      `[{"userId":"u","event":"e","properties":{"p":${'['.repeat(1e5)}${']'.repeat(1e5)}}}]`,
    ) as unknown;
    const found = rejection(abyss);
    expect(found.path).toMatch(/^events\[0\]\.properties\.p\[0\]/);
    expect(found.path.length).toBeLessThanOrEqual(300);
  });

  test('numbers name their path', () => {
    const events = [GOOD, GOOD, GOOD, { ...GOOD, properties: { amount: 2 ** 53 + 2 } }];
    expect(parse({ events }).rejected).toEqual([
      { index: 3, path: 'events[3].properties.amount', reason: expect.stringContaining('2^53') as string },
    ]);
    const infinite = JSON.parse(
      '{"userId":"u","event":"e","properties":{"a b":[0,{"价格":1e999}]}}',
    ) as unknown;
    expect(rejection(infinite).path).toBe('properties["a b"][1].价格');
    expect(only({ ...GOOD, properties: { amount: 2 ** 53 } })).toBeDefined();
  });

  test('an event of 65,536 bytes passes, one more does not', () => {
    const sized = (bytes: number) => {
      const frame = Buffer.byteLength(
        JSON.stringify({ eventId: null, ...GOOD, timestamp: NOW, properties: { p: '' } }),
      );
      return { ...GOOD, properties: { p: 'x'.repeat(bytes - frame) } };
    };
    expect(only(sized(65_536))).toBeDefined();
    expect(rejection(sized(65_537)).reason).toMatch(/65537 bytes.*65536/);
  });

  test('1000 events pass, 1001 are refused whole with the limit', () => {
    expect(parse(Array(1000).fill(GOOD)).events).toHaveLength(1000);
    expect(parseEvents(Array(1001).fill(GOOD), NOW, DEFAULT_LIMITS)).toEqual({
      status: 413,
      message: expect.stringContaining('1000') as string,
    });
  });
});

describe('each event is judged alone', () => {
  test('good ones keep their index among every kind of bad neighbour', () => {
    const bad = [
      null,
      1,
      'x',
      [],
      {},
      { userId: 'u' },
      { ...GOOD, properties: { n: 1e300 } },
      { type: 'page' },
    ];
    const value = bad.flatMap((item, index) => [item, { ...GOOD, userId: `u${index}` }]);
    const { events, rejected } = parse(value);
    expect(events.map(({ index, event }) => [index, event.userId])).toEqual(
      bad.map((_, i) => [2 * i + 1, `u${i}`]),
    );
    expect(rejected.map(({ index }) => index)).toEqual(bad.map((_, i) => 2 * i));
    for (const { path, index } of rejected) expect(path.startsWith(`events[${index}]`)).toBe(true);
  });
});
