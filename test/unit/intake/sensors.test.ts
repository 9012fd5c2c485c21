import { gzipSync } from 'node:zlib';
import SensorsAnalytics from 'sa-sdk-node';
import { decodeBody } from '../../../journey/domain/intake/body';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { isRefusal } from '../../../journey/domain/intake/outcome';
import { parseEvents } from '../../../journey/domain/intake/parse';
import { listening } from './listening';

const AT = Date.UTC(2026, 0, 31, 12);
const TRACK = { type: 'track', distinct_id: 'u1', event: 'Buy', time: AT, properties: { amount: 5 } };
const READ = { userId: 'u1', event: 'Buy', timestamp: AT, properties: { amount: 5 } };

function read(body: string | Buffer) {
  const decoded = decodeBody(Buffer.from(body), undefined, DEFAULT_LIMITS);
  return isRefusal(decoded) ? decoded : parseEvents(decoded.value, AT, DEFAULT_LIMITS);
}
const events = (value: unknown) => {
  const parsed = parseEvents(value, AT, DEFAULT_LIMITS);
  if (isRefusal(parsed) || parsed.rejected.length > 0) throw new Error(JSON.stringify(parsed));
  return parsed.events.map(({ event }) => event);
};
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const packed = (value: unknown) => gzipSync(JSON.stringify(value)).toString('base64');

test('the official Sensors Data SDK', async () => {
  const { stored, answers, url, close } = await listening();
  const sa = new SensorsAnalytics();
  sa.disableReNameOption();
  sa.submitTo({ url: `${url}/sa?project=default`, mode: 'track' });
  sa.track('a1', 'Visit', { page: 'home' });
  sa.trackSignup('u1', 'a1', { channel: 'app' });
  sa.profileSet('u1', { plan: 'pro' });
  sa.profileSetOnce('u1', { first: 1 });
  sa.profileIncrement('u1', { visits: 2 });
  sa.profileAppend('u1', { tags: ['x'] });
  sa.profileUnset('u1', ['plan']);
  while (stored.length < 7) await new Promise((resolve) => setTimeout(resolve, 10));
  await close();
  expect(answers.every(({ status }) => status === 202)).toBe(true);
  const seen = Object.fromEntries(stored.map((event) => [event.event, event]));
  expect(seen).toMatchObject({
    Visit: { userId: 'a1', properties: { page: 'home' }, source: 'app' },
    $alias: { userId: 'u1', properties: { alias: 'a1', channel: 'app' } },
    $identify: { userId: 'u1', properties: { plan: 'pro' } },
    $profile_set_once: { properties: { first: 1 } },
    $profile_increment: { properties: { visits: 2 } },
    $profile_append: { properties: { tags: ['x'] } },
    $profile_unset: { properties: { plan: true } },
  });
});

test.each<[string, string]>([
  ['data in a form', `crc=-1&data=${encodeURIComponent(base64(TRACK))}&ext=1`],
  ['plus signs that were not escaped', `data=${base64({ ...TRACK, x: '\u00fe\u00fb>>>???' })}`],
  ['data_list in a form, gzip', `data_list=${encodeURIComponent(packed([TRACK]))}&gzip=1`],
  ['data_list in a form, not compressed', `data_list=${encodeURIComponent(base64([TRACK]))}&gzip=0`],
  ['data_list in JSON', JSON.stringify({ data_list: packed([TRACK]), gzip: 1 })],
  ['data in JSON', JSON.stringify({ data: base64(TRACK) })],
  ['plain JSON', JSON.stringify(TRACK)],
  ['a plain list', JSON.stringify([TRACK])],
  ['a plain data_list', JSON.stringify({ data_list: [TRACK] })],
])('%s', (_, body) => {
  expect(read(body)).toMatchObject({ events: [{ event: READ }], rejected: [] });
});

test.each<[string, string, number]>([
  ['no base64', 'data=%7Bnope', 400],
  ['cut gzip', `data_list=${packed([TRACK]).slice(0, 40)}`, 400],
  ['no JSON inside', `data=${Buffer.from('hello').toString('base64')}`, 400],
  ['a bomb', JSON.stringify({ data: gzipSync(Buffer.alloc(9_000_000)).toString('base64') }), 413],
])('refused: %s', (_, body, status) => {
  expect(read(body)).toMatchObject({ status });
});

test('login id, project and track id; types that are no events', () => {
  const login = { ...TRACK, distinct_id: 'a1', login_id: 'u1', _track_id: 7, project: 'p' };
  expect(events(login)).toMatchObject([{ ...READ, eventId: `p:7:${AT}` }]);
  const identities = { ...TRACK, distinct_id: 'a1', identities: { $identity_login_id: 'u1' } };
  expect(events(identities)).toMatchObject([READ]);
  expect(parseEvents({ ...TRACK, type: 'item_set' }, AT, DEFAULT_LIMITS)).toMatchObject({
    rejected: [{ path: 'type', reason: expect.stringContaining('track_signup') as string }],
  });
  expect(parseEvents({ ...TRACK, type: 'track_signup' }, AT, DEFAULT_LIMITS)).toMatchObject({
    rejected: [{ path: 'original_id' }],
  });
});

test('the webhook of a canvas', () => {
  const person = {
    project_name: 'default',
    sf_version: '1',
    user_profile: { first_id: 'a1', second_id: 'u1' },
    receipt_properties: {
      $sf_plan_id: 12,
      $sf_strategy_unit_id: 3,
      $sf_enter_plan_time: '2026-01-31 10:00:00',
    },
    params: { offer: 'x' },
  };
  const [event, again] = events([person, person]);
  expect(event).toMatchObject({
    userId: 'u1',
    event: 'sf.plan.12',
    timestamp: Date.UTC(2026, 0, 31, 10),
    properties: { offer: 'x', profile: { first_id: 'a1' }, receipt: { $sf_plan_id: 12 } },
  });
  expect(again?.eventId).toBe(event?.eventId);
  expect(events([{ ...person, params: { event: 'offer.due' } }])).toMatchObject([{ event: 'offer.due' }]);
});
