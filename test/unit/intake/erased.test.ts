import { Readable } from 'node:stream';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { handleIntake } from '../../../journey/host/intake';
import type { IntakeRequest } from '../../../journey/host/intake-http';

const GOOD = { userId: 'u1', event: 'purchase', eventId: 'e1' };

async function post(text: string): Promise<{ status: number | 'closed'; body: object }> {
  let body = '';
  const request = Object.assign(Readable.from([Buffer.from(text)]), { headers: {} });
  const { status } = await handleIntake({
    request: request as unknown as IntakeRequest,
    response: { statusCode: 0, setHeader: () => {}, end: (sent) => void (body = sent) },
    authenticate: () => 'ok',
    append: (events) =>
      Promise.resolve(events.map(({ userId }) => (userId === 'ann' ? 'erased' : 'accepted'))),
    receivedAt: Date.UTC(2026, 0, 31),
    source: 'crm',
    limits: DEFAULT_LIMITS,
  });
  return { status, body: JSON.parse(body) as object };
}

test('an event about somebody who was erased is rejected alone, by its path, in words of its own', async () => {
  const answer = await post(
    JSON.stringify({
      events: [GOOD, { event: 'x' }, { ...GOOD, userId: 'ann' }, { ...GOOD, userId: 'bob' }],
    }),
  );
  expect(answer.status).toBe(202);
  expect(answer.body).toEqual({
    accepted: 2,
    duplicate: 0,
    rejected: [
      { index: 1, path: 'events[1].userId', reason: 'is missing' },
      { index: 2, path: 'events[2].userId', reason: expect.stringMatching(/^erased: /) as string },
    ],
  });
  const alone = await post(JSON.stringify({ ...GOOD, userId: 'ann' }));
  // Nothing is wrong with the sender, and a webhook that gets a 4xx would come again for days.
  expect([alone.status, alone.body]).toMatchObject([202, { accepted: 0, rejected: [{ index: 0 }] }]);
  const track = { type: 'track', userId: 'ann', event: 'x', messageId: 'm' };
  expect((await post(JSON.stringify({ batch: [track] }))).body).toMatchObject({
    rejected: [{ path: 'batch[0].userId' }],
  });
});
