/** User Profile in n8n's own engine: what it reads and changes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas, items, openStore } from './harness';
import { arrived, DAY, errors, ended, happens, passes, publish, stage, users } from './stage';
import { root } from './types';

stage();

const profile = (operation: string, parameters: IDataObject = {}, name = 'P') =>
  node(name, 'userProfile', { operation, ...parameters });
const traits = (name: string, value: unknown, type = 'string'): IDataObject => ({
  assignments: [{ id: '1', name, value, type } as unknown as IDataObject],
});
const plain = async (operation: string, people: IDataObject[], parameters: IDataObject = {}) => {
  const one = await Canvas.of(workflow('plain', [profile(operation, parameters)], []));
  return one.production('P', people);
};
const known = async (userId: string) => (await (await openStore()).userProfiles([userId]))[0]?.traits;
const keysOf = (operation: string): string[] => {
  const file = path.join(root, 'dist/nodes/UserProfile/__schema__/v1.0.0', `${operation}.json`);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as {
    properties: Record<string, { properties?: IDataObject } | undefined>;
  };
  const part = { merge: 'merge', erase: 'erasure', journeys: 'journeys' }[operation] ?? 'profile';
  return Object.keys(schema.properties[part]?.properties ?? {}).sort();
};

test('in a journey it is the person, whatever became of the item; elsewhere the item says it', async () => {
  const start = await publish(
    [
      node('R', 'test.stamp', { value: 'x' }),
      profile('set', { traits: traits('city', '={{ $json.properties.city }}') }),
      profile('tag', { tags: 'vip, new' }, 'G'),
      profile('score', { points: 5 }, 'S'),
      profile('consent', { channel: 'SMS', category: 'offers', consentAction: 'withdraw' }, 'C'),
    ],
    [
      ['T', 'R'],
      ['R', 'P'],
      ['P', 'G'],
      ['G', 'S'],
      ['S', 'C'],
    ],
  );
  await happens(start, ['ann', 'bob'], { city: 'Ulm' });
  expect(errors()).toEqual([]);
  expect(users('C')).toEqual(['ann', 'bob']);
  const [item] = arrived('C');
  expect(item?.['profile']).toMatchObject({
    outcome: 'changed',
    known: true,
    traits: { city: 'Ulm', tags: ['vip', 'new'], score: 5 },
    tags: ['vip', 'new'],
    consents: [{ channel: 'sms', category: 'offers', given: false }],
    otherIds: [],
  });
  for (const operation of ['get', 'set', 'tag', 'score', 'consent'])
    expect(Object.keys(item?.['profile'] as object).sort()).toEqual(keysOf(operation));
  const got = items(await plain('get', [{ userId: 'ann' }, { userId: 'nobody' }]), 'P');
  expect(got.map((one) => one['profile'])).toMatchObject([
    { userId: 'ann', outcome: 'found', known: true, traits: { score: 5 } },
    { userId: 'nobody', known: false, traits: {}, updatedAt: null },
  ]);
});

test('a plain workflow changes each time it runs, also several people at once and somebody else', async () => {
  await plain('score', [{ userId: 'cat' }, { userId: 'dan' }, { userId: 'cat' }], { points: 2 });
  const other = { whose: 'other', userId: '={{ $json.friend }}', points: -1, score: 'karma' };
  await plain('score', [{ friend: 'cat' }], other);
  await plain('score', [{ userId: 'dan' }], { scoreAction: 'set', points: 9 });
  await plain('tag', [{ userId: 'dan' }], { tags: '={{ ["a", "b"] }}' });
  await plain('tag', [{ userId: 'dan' }], { tags: 'a', tagAction: 'remove' });
  expect(await known('cat')).toEqual({ score: 4, karma: -1 });
  expect(await known('dan')).toEqual({ score: 9, tags: ['b'] });
});

test('an attempt that dies after it counted is replayed, and the score is added once', async () => {
  const start = await publish([profile('score', { points: 10 })], [['T', 'P']]);
  const store = await openStore();
  const { recordSteps } = store;
  let failing = true;
  // The score is committed, then the journal fails: the execution ends in a store error and is tried again.
  jest.spyOn(store, 'recordSteps').mockImplementation((steps) => {
    if (failing && steps.some(({ outcome }) => outcome === 'changed')) {
      failing = false;
      return Promise.reject(new Error('disk full'));
    }
    return recordSteps(steps);
  });
  const changed = jest.spyOn(store, 'changeProfiles');
  await happens(start, ['eve']);
  await passes(DAY / 2);
  expect(changed).toHaveBeenCalledTimes(2);
  expect(await known('eve')).toEqual({ score: 10 });
  expect(items(ended().at(-1)?.run, 'P')[0]?.['profile']).toMatchObject({ traits: { score: 10 } });
});

test('a journey waits for a merge as for any event; an id of somebody else is refused', async () => {
  const start = await publish(
    [profile('merge', { otherId: '={{ $json.properties.device }}' })],
    [['T', 'P']],
  );
  await happens(start, ['fay'], { device: 'phone-1' });
  expect(arrived('P')[0]?.['merge']).toMatchObject({ userId: 'fay', otherId: 'phone-1', outcome: 'merging' });
  expect(Object.keys(arrived('P')[0]?.['merge'] as object).sort()).toEqual(keysOf('merge'));
  await happens('seen', ['phone-1']);
  const merges = async (userId: string) =>
    items(await plain('merge', [{ userId }], { otherId: 'phone-1' }), 'P')[0]?.['merge'];
  expect(await merges('fay')).toMatchObject({ outcome: 'already_merged' });
  expect(await merges('gus')).toMatchObject({ outcome: 'refused' });
  expect((await (await openStore()).userProfiles(['phone-1']))[0]).toMatchObject({ userId: 'fay' });
});

test('journeys of a person, from another workflow: names, what comes next, coupons masked', async () => {
  const wait = node('For The Purchase', 'waitForEvent', {
    branches: { values: [{ name: 'Bought', event: 'bought' }] },
  });
  const start = await publish(
    [node('C', 'sendCoupon', { plan: 'support', codePrefix: 'TOPSECRET-' }), wait],
    [
      ['T', 'C'],
      ['C', 'For The Purchase'],
    ],
  );
  await happens(start, ['hal']);
  const desk = async (userId: string, parameters: IDataObject = {}) =>
    items(await plain('journeys', [{ userId }], parameters), 'P')[0]?.['journeys'] as IDataObject;
  const found = await desk('hal');
  expect(found).toMatchObject({
    userId: 'hal',
    inJourney: true,
    passages: [
      {
        state: 'active',
        journey: expect.stringMatching(/^journey-/) as string,
        next: expect.stringMatching(
          /^At For The Purchase: waits for bought, until 2026-\d\d-\d\d \d\d:\d\d \(/,
        ) as string,
        nextInChinese: expect.stringMatching(/^在“For The Purchase”：等待bought，直到2026-/) as string,
        waiting: [{ node: 'For The Purchase', for: ['bought'] }],
        coupons: [{ plan: 'support' }],
      },
    ],
  });
  expect(JSON.stringify(found)).not.toContain('TOPSECRET');
  expect(Object.keys(found).sort()).toEqual(keysOf('journeys'));
  const steps = (found['passages'] as IDataObject[])[0]?.['lastSteps'] as IDataObject[];
  expect(steps.map(({ node: name, outcome }) => [name, outcome])).toContainEqual(['C', 'issued']);
  expect(await desk('hal', { workflowId: 'other' })).toMatchObject({ inJourney: false, passages: [] });
  await passes(40 * DAY);
  expect(await desk('hal')).toMatchObject({
    inJourney: false,
    passages: [{ state: 'ended', reason: 'completed', next: 'Nothing: the journey ended (completed)' }],
  });
  expect(await desk('hal', { activeOnly: true })).toMatchObject({ passages: [] });
});

test('a test run shows what would come of it and changes nothing, unless it is told to', async () => {
  const manual = async (operation: string, parameters: IDataObject = {}) => {
    const one = await Canvas.of(workflow('manual', [profile(operation, parameters)], []));
    return items(await one.manual('P', [{ userId: 'ida' }]), 'P')[0]?.['profile'];
  };
  expect(await manual('score', { points: 3 })).toMatchObject({ outcome: 'simulated', traits: { score: 3 } });
  expect(await manual('consent', { channel: 'sms' })).toMatchObject({
    consents: [{ channel: 'sms', given: true }],
  });
  expect(await known('ida')).toEqual({});
  const settings = { reallyInTestRuns: true };
  expect(await manual('score', { points: 3, settings })).toMatchObject({ outcome: 'changed' });
  expect(await known('ida')).toEqual({ score: 3 });
});

test('held-out people have profiles too', async () => {
  const start = await publish([profile('score', { points: 1 })], [['T', 'P']], {
    settings: { holdoutPercent: 100 },
  });
  await happens(start, ['kim']);
  expect([errors(), await known('kim')]).toEqual([[], { score: 1 }]);
});

test.each<[string, string, IDataObject, RegExp]>([
  ['an item of nobody', 'get', {}, /Item 0 is about nobody/],
  ['another user without an id', 'get', { whose: 'other', userId: '={{ $json.none }}' }, /User ID is empty/],
  ['an id that is none', 'get', { whose: 'other', userId: 'a\nb' }, /User ID is no ID/],
  ['no traits', 'set', { whose: 'other', userId: 'x' }, /There are no Traits/],
  [
    'a broken trait',
    'set',
    { whose: 'other', userId: 'x', traits: traits('n', 'five', 'number') },
    /n is not a number/,
  ],
  ['no tags', 'tag', { whose: 'other', userId: 'x', tags: ' ,' }, /Tags are empty/],
  ['no score', 'score', { whose: 'other', userId: 'x', score: ' ' }, /The Score is empty/],
  [
    'points that are none',
    'score',
    { whose: 'other', userId: 'x', points: '={{ "many" }}' },
    /Points is many/,
  ],
  ['no channel', 'consent', { whose: 'other', userId: 'x', channel: ' ' }, /The Channel is empty/],
  [
    'no other id',
    'merge',
    { whose: 'other', userId: 'x', otherId: '={{ $json.none }}' },
    /Other ID is empty/,
  ],
  [
    'no time',
    'erase',
    { whose: 'other', userId: 'x', refuseDays: 0 },
    /Refuse Their Events for \(Days\) is 0/,
  ],
  ['an unknown operation', 'sing', { whose: 'other', userId: 'x' }, /operation sing is not known/],
])('%s is an error that names the field', async (_, operation, parameters, message) => {
  expect((await plain(operation, [{}], parameters)).data.resultData.error?.message).toMatch(message);
});
