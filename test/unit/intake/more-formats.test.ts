import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import type { IntakeFormat } from '../../../journey/domain/intake/formats';
import { decodeBody } from '../../../journey/domain/intake/body';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { isRefusal } from '../../../journey/domain/intake/outcome';
import { parseEvents } from '../../../journey/domain/intake/parse';
import { listening } from './listening';

const NOW = Date.UTC(2026, 0, 31, 12);

function read(value: unknown, format?: IntakeFormat) {
  const parsed = parseEvents(value, NOW, DEFAULT_LIMITS, format);
  if (isRefusal(parsed)) throw new Error(parsed.message);
  return parsed;
}
const events = (value: unknown, format?: IntakeFormat) =>
  read(value, format).events.map(({ event }) => event);

describe('CloudEvents', () => {
  const made = (data: unknown, subject = 'u/ö') =>
    new CloudEvent({
      id: '1',
      source: '/shop',
      type: 'order.paid',
      subject,
      time: '2026-01-31T10:00:00Z',
      data,
    });
  const expected = {
    userId: 'u/ö',
    event: 'order.paid',
    eventId: '/shop#1',
    timestamp: Date.UTC(2026, 0, 31, 10),
    properties: { amount: 5 },
  };

  test.each([Mode.BINARY, Mode.STRUCTURED])('the official SDK, mode %s', async (mode) => {
    const { stored, answers, url, close } = await listening();
    await emitterFor(httpTransport(url), { mode })(made({ amount: 5 }));
    await close();
    expect(answers).toMatchObject([{ status: 202, accepted: 1 }]);
    expect(stored).toMatchObject([expected]);
  });

  test('a batch, data in base64, data that is no object, a user inside the data', () => {
    const structured = JSON.parse(String(HTTP.structured(made({ amount: 5 })).body)) as object;
    const base64 = { ...structured, data: undefined, data_base64: Buffer.from('{"a":1}').toString('base64') };
    const list = { ...structured, subject: undefined, data: { userId: 'u2' } };
    expect(events([structured, base64, list, { ...structured, data: [1] }])).toMatchObject([
      expected,
      { properties: { a: 1 } },
      { userId: 'u2' },
      { properties: { data: [1] } },
    ]);
  });

  test('binary without a body', async () => {
    const { stored, url, close } = await listening();
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': 's',
      'ce-type': 't',
      'ce-subject': 'u',
    };
    await fetch(url, { method: 'POST', headers });
    await close();
    expect(stored).toMatchObject([{ userId: 'u', event: 't', eventId: 's#1', properties: {} }]);
  });
});

describe('PostHog', () => {
  const event = { event: 'purchase', distinct_id: 'u1', uuid: 'x1', properties: { amount: 5 } };

  test('one, a batch, the id among the properties', () => {
    const expected = { userId: 'u1', event: 'purchase', eventId: 'x1', properties: { amount: 5 } };
    expect(events({ api_key: 'k', ...event })).toMatchObject([expected]);
    const inside = { event: 'purchase', uuid: 'x1', properties: { distinct_id: 'u1', amount: 5 } };
    expect(events({ api_key: 'k', batch: [{ ...event, type: 'capture' }, inside] })).toMatchObject([
      expected,
      expected,
    ]);
  });

  test('identify and alias', () => {
    const identify = {
      ...event,
      event: '$identify',
      properties: { $anon_distinct_id: 'a1', $set: { plan: 'pro' }, $set_once: { plan: 'free', first: 1 } },
    };
    expect(events(identify)).toMatchObject([
      { userId: 'u1', event: '$identify', properties: { plan: 'pro', first: 1, $anonymousId: 'a1' } },
    ]);
    const alias = { event: '$create_alias', properties: { distinct_id: 'u1', alias: 'a1' } };
    expect(events(alias)).toMatchObject([{ userId: 'u1', event: '$alias', properties: { alias: 'a1' } }]);
  });
});

describe('custom paths', () => {
  const paths = {
    events: 'payload.items',
    userId: 'customer.id',
    event: 'topic',
    eventName: 'order',
    eventId: 'ids.0',
    timestamp: 'at',
    properties: 'more',
  };
  const format = { kind: 'custom', paths } as const;
  const item = { customer: { id: 7 }, topic: 'paid', ids: ['e1'], at: NOW / 1000, more: { amount: 5 } };

  test('fields where the sender has them', () => {
    expect(events({ payload: { items: [item, { ...item, topic: undefined }] } }, format)).toEqual([
      { userId: '7', event: 'paid', eventId: 'e1', timestamp: NOW, properties: { amount: 5 } },
      { userId: '7', event: 'order', eventId: 'e1', timestamp: NOW, properties: { amount: 5 } },
    ]);
    const bare = { ...paths, events: '', properties: '', eventId: '', timestamp: '' };
    expect(events(item, { kind: 'custom', paths: bare })).toMatchObject([
      { eventId: null, timestamp: NOW, properties: item },
    ]);
  });

  test('a text called data is where the sender has it', () => {
    const body = { topic: 'x', customer: { id: 1 }, data: 'hello world' };
    const bare = { ...paths, events: '', properties: '', eventId: '', timestamp: '' };
    const custom = { kind: 'custom', paths: bare } as const;
    const decoded = decodeBody(Buffer.from(JSON.stringify(body)), undefined, DEFAULT_LIMITS, custom);
    expect(decoded).toEqual({ value: body });
    expect(events(body, custom)).toMatchObject([{ userId: '1', event: 'x', properties: body }]);
  });

  test('what is missing is told by its path', () => {
    expect(read({ payload: { items: [{ ...item, customer: {} }] } }, format).rejected).toEqual([
      { index: 0, path: 'payload.items[0].customer.id', reason: 'is missing' },
    ]);
    expect(parseEvents({ other: 1 }, NOW, DEFAULT_LIMITS, format)).toMatchObject({ status: 400 });
  });
});

test.each(['data', 'events', 'batch', 'data_list'])(
  'a list "%s" beside the user and the name is no batch',
  (field) => {
    const event = { userId: 'u1', event: 'paid', properties: {}, [field]: [{ other: 1 }] };
    for (const kind of ['auto', 'native'] as const)
      expect(events(event, { kind })).toMatchObject([{ userId: 'u1', event: 'paid' }]);
    expect(events({ distinct_id: 'u1', event: 'paid', [field]: [1] }, { kind: 'auto' })).toHaveLength(1);
    // Control: without a name it is one.
    expect(events({ userId: 'u1', [field]: [event] }, { kind: 'native' })).toHaveLength(1);
    expect(read({ userId: 'u1', [field]: [{}] }, { kind: 'native' }).rejected).toMatchObject([
      { path: `${field}[0].userId` },
    ]);
  },
);

test('a fixed format reads everything as that format', () => {
  const track = { type: 'track', userId: 'u1', event: 'x', properties: {} };
  expect(events(track, { kind: 'native' })).toMatchObject([{ eventId: null, event: 'x' }]);
  expect(read({ distinct_id: 'u1' }, { kind: 'posthog' }).rejected).toMatchObject([{ path: 'event' }]);
  expect(read([{ id: '1' }], { kind: 'cloudEvents' }).rejected).toMatchObject([
    { path: 'events[0].subject' },
  ]);
});

test('an unknown format names the known ones', () => {
  const refusal = parseEvents({ hello: 1 }, NOW, DEFAULT_LIMITS);
  for (const name of ['Segment', 'RudderStack', 'Sensors Data', 'CloudEvents', 'PostHog', 'Custom Paths'])
    expect(refusal).toMatchObject({ status: 400, message: expect.stringContaining(name) as string });
});
