import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Analytics } from '@segment/analytics-node';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import type { NewEvent } from '../../../journey/domain/user-event';
import { handleIntake, type IntakeAnswer } from '../../../journey/host/intake';

/** What Segment's own SDK sends today, taken in over a real connection. */
test('the official Segment SDK: tracks are taken in, an identify is rejected by name', async () => {
  const stored: NewEvent[] = [];
  const answers: IntakeAnswer[] = [];
  const receivedAt = Date.now();
  const server = createServer((request, response) => {
    const append = (events: NewEvent[]) => {
      stored.push(...events);
      return Promise.resolve(events.map(() => 'accepted' as const));
    };
    const authenticate = () => 'ok' as const;
    const intake = {
      request,
      response,
      authenticate,
      append,
      receivedAt,
      source: 'app',
      limits: DEFAULT_LIMITS,
    };
    void handleIntake(intake).then((answer) => answers.push(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const analytics = new Analytics({ writeKey: 'k', host, path: '/events', maxRetries: 0 });
  analytics.track({ userId: 'u1', event: 'purchase', messageId: 'm1', properties: { amount: 5 } });
  analytics.identify({ userId: 'u1', traits: { plan: 'pro' } });
  analytics.track({ anonymousId: 'a1', event: 'visit', timestamp: new Date('2026-01-31T09:30:00Z') });
  await analytics.closeAndFlush();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  expect(stored).toMatchObject([
    { userId: 'u1', event: 'purchase', eventId: 'm1', properties: { amount: 5 }, source: 'app' },
    { userId: 'a1', event: 'visit', timestamp: Date.UTC(2026, 0, 31, 9, 30) },
  ]);
  expect(answers.flatMap(({ rejected }) => rejected)).toEqual([
    { index: 1, path: 'batch[1].type', reason: 'is "identify". Known types: track' },
  ]);
});
