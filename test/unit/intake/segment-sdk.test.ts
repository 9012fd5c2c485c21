import { Analytics } from '@segment/analytics-node';
import { listening } from './listening';

/** What Segment's own SDK sends today, taken in over a real connection. */
test('the official Segment SDK: every call of a person is taken in, a group is rejected by name', async () => {
  const { stored, answers, url, close } = await listening();
  const analytics = new Analytics({ writeKey: 'k', host: url, path: '/events', maxRetries: 0 });
  analytics.track({ userId: 'u1', event: 'purchase', messageId: 'm1', properties: { amount: 5 } });
  analytics.identify({ userId: 'u1', traits: { plan: 'pro' } });
  analytics.track({ anonymousId: 'a1', event: 'visit', timestamp: new Date('2026-01-31T09:30:00Z') });
  analytics.alias({ userId: 'u1', previousId: 'a1' });
  analytics.page({ userId: 'u1', name: 'Home', properties: { url: '/' } });
  analytics.group({ userId: 'u1', groupId: 'g1' });
  await analytics.closeAndFlush();
  await close();

  expect(stored).toMatchObject([
    { userId: 'u1', event: 'purchase', eventId: 'm1', properties: { amount: 5 }, source: 'app' },
    { userId: 'u1', event: '$identify', properties: { plan: 'pro' } },
    { userId: 'a1', event: 'visit', timestamp: Date.UTC(2026, 0, 31, 9, 30) },
    { userId: 'u1', event: '$alias', properties: { alias: 'a1' } },
    { userId: 'u1', event: 'page', properties: { name: 'Home', url: '/' } },
  ]);
  expect(answers.flatMap(({ rejected }) => rejected)).toEqual([
    {
      index: 5,
      path: 'batch[5].type',
      reason: 'is "group". Known types: track, identify, alias, page, screen',
    },
  ]);
});
