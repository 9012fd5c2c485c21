import { createHmac, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Lab } from '../../../support/lab';
import type { LabSuite } from '../../../support/shared-lab';
import { node, workflow } from '../../../support/workflow';

export const intake: LabSuite = (open) =>
  describe('what is posted to the trigger', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await open();
    });

    const post = async (body: string | Buffer, headers: Record<string, string> = {}, path = 'in') => {
      const answer = await fetch(`${lab.n8n.baseUrl}/webhook/${path}`, {
        method: 'POST',
        body: body as never,
        headers: { 'content-type': 'application/json', ...headers },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const event = (userId: string) => JSON.stringify({ userId, event: 'seen', eventId: `seen-${userId}` });
    const users = () =>
      lab.store
        .rows<{ user_id: string }>(`select user_id from journey_event where name = 'seen' order by seq`)
        .map((row) => row.user_id);

    it('is taken in plain and compressed, answered 202, and starts no execution', async () => {
      const taken = { status: 202, body: { accepted: 1, duplicate: 0, rejected: [] } };
      expect(await post(event('plain'))).toEqual(taken);
      expect(await post(gzipSync(event('gzip')), { 'content-encoding': 'gzip' })).toEqual(taken);
      expect(await post(event('plain'))).toMatchObject({ status: 202, body: { accepted: 0, duplicate: 1 } });
      expect(users()).toEqual(['plain', 'gzip']);
      const { results } = await lab.n8n.rest.call<{ results: unknown[] }>('GET', '/executions');
      expect(results).toEqual([]);
    });

    it.each([
      [
        'a truncated gzip body',
        () => gzipSync(event('cut').repeat(50)).subarray(0, 20),
        { 'content-encoding': 'gzip' },
        400,
      ],
      ['a body that is gzip by its header only', () => event('false'), { 'content-encoding': 'gzip' }, null],
      ['bad JSON', () => '{"userId": "ann", ', {}, 400],
      ['an event of nobody', () => '{"event": "seen"}', {}, 400],
      ['a body of 2 MiB', () => JSON.stringify({ userId: 'big', x: 'x'.repeat(2 * 1024 * 1024) }), {}, 413],
      ['a gzip bomb', () => gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 413],
    ])('gets an answer of ours for %s', async (_name, body, headers, status) => {
      const before = users();
      const answer = await post(body(), headers as Record<string, string>);
      if (status === null) expect([202, 400]).toContain(answer.status);
      else {
        expect(answer.status).toBe(status);
        expect(Object.keys(answer.body).sort()).toEqual(
          'error' in answer.body ? ['error'] : ['accepted', 'duplicate', 'rejected'],
        );
        expect(users()).toEqual(before);
      }
      expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules|at \//);
    });

    it('is taken in only with a signature of the bytes as sent, by the current or the previous secret', async () => {
      const [current, previous, foreign] = [1, 2, 3].map(() => randomBytes(32));
      const text = (secret?: Buffer) => `whsec_${secret?.toString('base64')}`;
      const credential = await lab.n8n.createCredential('Shop', 'userEventSourceApi', {
        signingSecret: text(current),
        previousSigningSecret: text(previous),
      });
      await lab.publish(
        workflow(
          'Signed',
          [
            node(
              'Signed',
              'userEventTrigger',
              { path: 'signed', authentication: 'hmac' },
              { credentials: { userEventSourceApi: credential } },
            ),
          ],
          [],
        ),
      );
      await lab.n8n.waitUntilWebhook('signed');
      const signed = (body: Buffer, secret: Buffer | undefined, at = Math.floor(Date.now() / 1000)) => ({
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at),
        'webhook-signature': `v1,${createHmac('sha256', secret ?? '')
          .update(`msg_1.${at}.`)
          .update(body)
          .digest('base64')}`,
      });
      const body = gzipSync(event('signed'));
      const gzip = { 'content-encoding': 'gzip' };
      expect((await post(body, gzip, 'signed')).status).toBe(401);
      expect((await post(body, { ...gzip, ...signed(body, foreign) }, 'signed')).status).toBe(401);
      const old = signed(body, current, Math.floor(Date.now() / 1000) - 301);
      expect((await post(body, { ...gzip, ...old }, 'signed')).status).toBe(401);
      const altered = gzipSync(event('altered'));
      expect((await post(altered, { ...gzip, ...signed(body, current) }, 'signed')).status).toBe(401);
      expect(users()).not.toContain('signed');
      expect((await post(body, { ...gzip, ...signed(body, current) }, 'signed')).body).toMatchObject({
        accepted: 1,
      });
      expect((await post(body, { ...gzip, ...signed(body, previous) }, 'signed')).body).toMatchObject({
        duplicate: 1,
      });
      expect(users()).toContain('signed');
      expect(users()).not.toContain('altered');
    });
  });
