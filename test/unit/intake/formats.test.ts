import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { parseEvents } from '../../../journey/domain/intake/parse';
import type { UserEvent } from '../../../journey/domain/user-event';
import { GOOD, NOW, only, parse, rejection } from './kit';

describe('Segment', () => {
  const track = {
    type: 'track',
    messageId: 'm1',
    userId: 'u1',
    anonymousId: 'a1',
    event: 'purchase',
    timestamp: '2026-01-31T10:00:00.000Z',
    properties: { amount: 5 },
    context: { library: { name: 'x' } },
  };

  test('one track call, and a batch', () => {
    const read = {
      eventId: 'm1',
      userId: 'u1',
      event: 'purchase',
      timestamp: Date.UTC(2026, 0, 31, 10),
      properties: { amount: 5 },
    };
    expect(only(track)).toEqual(read);
    expect(only({ batch: [track], sentAt: '2026-01-31T11:00:00Z', writeKey: 'k' })).toEqual(read);
  });

  test('anonymous id, and when it happened', () => {
    const anonymous = { ...track, userId: null, timestamp: undefined };
    expect(only(anonymous)).toMatchObject({ userId: 'a1', timestamp: NOW });
    expect(only({ ...anonymous, sentAt: '2026-01-31T11:30:00Z' }).timestamp).toBe(
      Date.UTC(2026, 0, 31, 11, 30),
    );
    expect(only({ batch: [anonymous], sentAt: '2026-01-31T11:00:00Z' }).timestamp).toBe(
      Date.UTC(2026, 0, 31, 11),
    );
  });

  test("types that are no events are rejected with the known ones, in the sender's words", () => {
    const { events, rejected } = parse({
      batch: [{ type: 'group', userId: 'u1' }, track, { event: 'x' }],
    });
    const known = 'Known types: track, identify, alias, page, screen';
    expect(events.map(({ index }) => index)).toEqual([1]);
    expect(rejected).toEqual([
      { index: 0, path: 'batch[0].type', reason: `is "group". ${known}` },
      { index: 2, path: 'batch[2].type', reason: `is missing. ${known}` },
    ]);
    expect(rejection({ type: 'group', userId: 'u1' }).path).toBe('type');
    expect(rejection({ ...track, messageId: 'x'.repeat(300) }).path).toBe('messageId');
  });

  test('page, screen, identify and alias', () => {
    expect(only({ type: 'page', userId: 'u1', name: 'Home', properties: { url: '/' } })).toMatchObject({
      event: 'page',
      properties: { name: 'Home', url: '/' },
    });
    expect(only({ type: 'screen', anonymousId: 'a1', name: 'Cart' })).toMatchObject({
      userId: 'a1',
      event: 'screen',
      properties: { name: 'Cart' },
    });
    const identify = { type: 'identify', userId: 'u1', traits: { plan: 'pro' } };
    expect(only(identify)).toMatchObject({ event: '$identify', properties: { plan: 'pro' } });
    expect(only({ ...identify, anonymousId: 'a1' }).properties).toEqual({ plan: 'pro', $anonymousId: 'a1' });
    expect(only({ type: 'alias', userId: 'u1', previousId: 'a1' })).toMatchObject({
      userId: 'u1',
      event: '$alias',
      properties: { alias: 'a1' },
    });
    expect(rejection({ type: 'alias', userId: 'u1' }).path).toBe('previousId');
  });

  test('a native event may have a field called type', () => {
    expect(only({ ...GOOD, type: 'page', eventId: 'e1' })).toMatchObject({
      event: 'purchase',
      eventId: 'e1',
    });
  });
});

describe('unknown formats', () => {
  test.each([[null], [1], ['text'], [{}], [{ hello: 'world' }], [{ events: 'x' }], [{ batch: {} }]])(
    '%j',
    (value) => {
      expect(parseEvents(value, NOW, DEFAULT_LIMITS)).toEqual({
        status: 400,
        message: expect.stringContaining('{"events": [...]}') as string,
      });
    },
  );
});

describe('keys are data', () => {
  test('__proto__ and constructor stay own properties and change nothing', () => {
    const sent =
      '{"userId":"u","event":"e","properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}';
    const { properties } = only(JSON.parse(sent));
    expect(Object.hasOwn(properties, '__proto__')).toBe(true);
    expect(JSON.stringify(properties)).toBe(JSON.stringify((JSON.parse(sent) as UserEvent).properties));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('fields hidden in __proto__ are not read', () => {
    const value = parseEvents(JSON.parse('{"__proto__":{"userId":"u","event":"e"}}'), NOW, DEFAULT_LIMITS);
    expect(value).toMatchObject({ status: 400 });
    expect(rejection(JSON.parse('[{"__proto__":{"userId":"u","event":"e"}}]')).path).toBe('events[0].userId');
  });

  test('what an object inherits was not sent', () => {
    expect(rejection([Object.create(GOOD)]).path).toBe('events[0].userId');
    expect(parseEvents(Object.create({ events: [GOOD] }), NOW, DEFAULT_LIMITS)).toMatchObject({
      status: 400,
    });
  });

  test('NUL and lone surrogates are kept inside properties', () => {
    const properties = { text: 'a\u0000b\ud800' };
    expect(only({ ...GOOD, properties }).properties).toEqual(properties);
  });
});
