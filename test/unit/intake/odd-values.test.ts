import type { IntakeFormat } from '../../../journey/domain/intake/formats';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { isRefusal } from '../../../journey/domain/intake/outcome';
import { parseEvents } from '../../../journey/domain/intake/parse';
import { NOW } from './kit';

function read(value: unknown, format?: IntakeFormat) {
  const parsed = parseEvents(value, NOW, DEFAULT_LIMITS, format);
  if (isRefusal(parsed)) throw new Error(parsed.message);
  return parsed;
}

/** What cannot be made a text, and what is too deep for whoever tries. */
const UNSPEAKABLE = JSON.parse('{"toString":null,"valueOf":null}') as unknown;
const ABYSS = JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)) as unknown;

const TRACK = { type: 'track', distinct_id: 'u', event: 'e', _track_id: 1, time: NOW };
const CANVAS = {
  user_profile: { first_id: 'u' },
  receipt_properties: { $sf_plan_id: 1, $sf_strategy_unit_id: 2 },
};
const CLOUD = { specversion: '1.0', source: '/s', id: '1', type: 'e', subject: 'u' };
const AUTO = { kind: 'auto' } as const;
const cloudEvents = { kind: 'cloudEvents' } as const;

describe.each([
  ['what is no text', UNSPEAKABLE],
  ['what is too deep', ABYSS],
])('%s where an id is made of several values is refused by its path, not thrown at', (_, odd) => {
  const receipt = (key: string) => ({
    ...CANVAS,
    receipt_properties: { ...CANVAS.receipt_properties, [key]: odd },
  });

  test.each<[string, object, string, IntakeFormat]>([
    ['a track id of Sensors', { ...TRACK, _track_id: odd }, '_track_id', AUTO],
    ['its time', { ...TRACK, time: odd }, 'time', AUTO],
    ['a plan of a canvas', receipt('$sf_plan_id'), 'receipt_properties.$sf_plan_id', AUTO],
    ['the id of a CloudEvent', { ...CLOUD, id: odd }, 'id', cloudEvents],
  ])('%s', (_name, item, path, format) => {
    expect(read(item, format).rejected).toMatchObject([{ index: 0, path }]);
  });

  test('the step of a canvas, where objects are data', () => {
    const { events, rejected } = read(receipt('$sf_strategy_unit_id'));
    if (odd === ABYSS) expect(rejected[0]?.path).toMatch(/^receipt_properties\.\$sf_strategy_unit_id\[0\]/);
    else expect(events).toMatchObject([{ event: { eventId: null, event: 'sf.plan.1' } }]);
  });
});

test('CloudEvents without an id are no duplicates of each other', () => {
  const [one, two] = read(
    [
      { type: 'e', subject: 'a' },
      { type: 'e', subject: 'b' },
    ],
    cloudEvents,
  ).events;
  expect([one?.event.eventId, two?.event.eventId]).toEqual([null, null]);
});

test.each<[string, object, string]>([
  ['the profile of a canvas', { ...CANVAS, user_profile: { first_id: 'u', n: 1e300 } }, 'user_profile.n'],
  ['params of a canvas', { ...CANVAS, params: { a: [1e300] } }, 'params.a[0]'],
  ['traits of PostHog', posthog({ $set: { a: { n: 1e300 } } }), 'properties.$set.a.n'],
  ['its other id', posthog({ $anon_distinct_id: 'a\n' }), 'properties.$anon_distinct_id'],
  [
    'the anonymous id of an identify',
    { type: 'identify', userId: 'u', anonymousId: '\u0000' },
    'anonymousId',
  ],
  ['the name of a page', { type: 'page', userId: 'u', name: { n: 1e300 } }, 'name.n'],
  ['properties beside an id to merge', signup({ n: 1e300 }), 'properties.n'],
  ['the id to merge', { ...signup({}), original_id: ' ' }, 'original_id'],
  ['data of a CloudEvent that is no object', { ...CLOUD, data: [1, 1e300] }, 'data[1]'],
  [
    'data in base64',
    { ...CLOUD, data_base64: Buffer.from('{"n":1e300}').toString('base64') },
    'data_base64.n',
  ],
])('%s is named where the sender put it', (_, item, path) => {
  expect(read(item).rejected).toMatchObject([{ path }]);
});

function posthog(properties: object) {
  return { event: '$identify', distinct_id: 'u', properties };
}

function signup(properties: object) {
  return { ...TRACK, type: 'track_signup', original_id: 'o', properties };
}
