import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import { verifySignature } from '../../../journey/domain/intake/signature';
import type { NewEvent } from '../../../journey/domain/user-event';
import { handleIntake, type Intake, type IntakeAnswer } from '../../../journey/host/intake';
import type { IntakeRequest, IntakeResponse } from '../../../journey/host/intake-http';

const NOW = Date.UTC(2026, 0, 31);
const GOOD = { userId: 'u1', event: 'purchase', eventId: 'e1' };

let server: Server;
let options: Partial<Intake>;
let stored: NewEvent[];
let answers: IntakeAnswer[];

beforeEach(async () => {
  stored = [];
  answers = [];
  options = {};
  server = createServer((request, response) => {
    void handleIntake(intake(request, response)).then((answer) => answers.push(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function intake(request: IntakeRequest, response: IntakeResponse): Intake {
  return {
    request,
    response,
    authenticate: () => 'ok',
    append: (events) => {
      const outcomes = events.map(({ eventId }) =>
        stored.some((event) => event.eventId === eventId) ? ('duplicate' as const) : ('accepted' as const),
      );
      stored.push(...events.filter((_, index) => outcomes[index] === 'accepted'));
      return Promise.resolve(outcomes);
    },
    receivedAt: NOW,
    source: 'crm',
    limits: DEFAULT_LIMITS,
    ...options,
  };
}

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;

async function post(body: string | Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(url(), {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers,
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

test('202 after commit, with counts; source and time of receipt are ours; a replay is a duplicate', async () => {
  const batch = JSON.stringify([{ ...GOOD, source: 'liar', receivedAt: 1 }, { event: 'x' }]);
  const first = await post(batch);
  expect(first.status).toBe(202);
  expect(first.body).toEqual({
    accepted: 1,
    duplicate: 0,
    rejected: [{ index: 1, path: 'events[1].userId', reason: 'is missing' }],
  });
  expect(stored).toEqual([{ ...GOOD, timestamp: NOW, properties: {}, source: 'crm', receivedAt: NOW }]);
  expect((await post(batch)).body).toMatchObject({ accepted: 0, duplicate: 1 });
  expect(answers[0]).toMatchObject({ status: 202, accepted: 1 });
});

test('all rejected is 400 with the same body, and nothing is appended', async () => {
  options = { append: () => Promise.reject(new Error('must not be called')) };
  const { status, body } = await post('[{"event":"x"}]');
  expect(status).toBe(400);
  expect(body).toMatchObject({ accepted: 0, duplicate: 0, rejected: [{ index: 0 }] });
  expect((await post('[]')).body).toEqual({ accepted: 0, duplicate: 0, rejected: [] });
});

test('gzip under the label of a form, as an SDK sends it', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await post(gzipSync(JSON.stringify(GOOD)), headers)).status).toBe(202);
});

test('a large body gets its answer, and the next request works', async () => {
  const refused = await post(Buffer.alloc(4 * 1024 * 1024, 'x'));
  expect(refused.status).toBe(413);
  expect(refused.body['error']).toContain('1048576 bytes');
  expect((await post(JSON.stringify(GOOD))).status).toBe(202);
});

test('a declared length beyond the limit is refused before a byte was sent', async () => {
  expect(await unfinished({ 'content-length': '1048577' }, [])).toBe(413);
});

test('without a length, reading stops at the limit: the sender has not finished yet', async () => {
  expect(await unfinished({}, Array(20).fill(Buffer.alloc(65_536, 'x')) as Buffer[])).toBe(413);
});

test('a sender that goes away in the middle is no event and no crash', async () => {
  await new Promise<void>((resolve) => {
    const request = httpRequest(url(), { method: 'POST', headers: { 'content-length': '1000' } });
    request.on('error', () => resolve());
    request.write('[{"userId":"u1",');
    setTimeout(() => request.destroy(new Error('gone')), 50);
  });
  await waitFor(() => answers.length === 1);
  expect(answers).toEqual([{ status: 'closed', accepted: 0, duplicate: 0, rejected: [] }]);
  expect(stored).toEqual([]);
});

test('authentication sees the bytes as sent', async () => {
  const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
  options = {
    authenticate: (headers, bytes) => verifySignature({ headers, bytes, secrets: [secret], now: Date.now() }),
  };
  const body = JSON.stringify(GOOD, null, 3);
  const at = new Date();
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  };
  expect((await post(body, headers)).status).toBe(202);
  expect((await post(body, headers)).body).toMatchObject({ duplicate: 1 });
  const forged = await post(JSON.stringify(GOOD), headers);
  expect(forged.status).toBe(401);
  expect(forged.body).toEqual({ error: expect.any(String) as string });
});

test.each<[string, Partial<Intake>]>([
  ['append rejects', { append: () => Promise.reject(new Error('password=hunter2')) }],
  [
    'append throws',
    {
      append: () => {
        throw new Error('password=hunter2');
      },
    },
  ],
  ['append loses count', { append: () => Promise.resolve([]) }],
  [
    'authenticate throws',
    {
      authenticate: () => {
        throw new Error('password=hunter2');
      },
    },
  ],
])('503 with Retry-After and no secrets when %s', async (_, trouble) => {
  options = trouble;
  const { status, body, headers } = await post(JSON.stringify(GOOD));
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('5');
  expect(JSON.stringify(body)).not.toContain('hunter2');
  await waitFor(() => answers.length === 1);
  expect(answers[0]?.cause).toBeInstanceOf(Error);
});

describe('a body that a parser in front has read', () => {
  const response = () => ({ statusCode: 0, setHeader: jest.fn(), end: jest.fn() });
  const consumed = (extra: object) =>
    Object.assign(new Readable({ read() {} }), { readable: false, headers: {}, ...extra }) as IntakeRequest;

  test.each([
    ['rawBody', { rawBody: Buffer.from(JSON.stringify(GOOD)), body: { other: true } }],
    ['bytes', { body: Buffer.from(JSON.stringify(GOOD)) }],
    ['text', { body: JSON.stringify(GOOD) }],
    ['a parsed value', { body: GOOD }],
  ])('%s', async (_, extra) => {
    expect(await handleIntake(intake(consumed(extra), response()))).toMatchObject({
      status: 202,
      accepted: 1,
    });
  });

  test('its size counts too', async () => {
    const rawBody = Buffer.alloc(DEFAULT_LIMITS.maxBodyBytes + 1, ' ');
    expect(await handleIntake(intake(consumed({ rawBody }), response()))).toMatchObject({ status: 413 });
  });

  test('a stream that closes without an end or an error is a sender that went away', async () => {
    const stream = Object.assign(new Readable({ read() {} }), { headers: {} }) as unknown as IntakeRequest;
    const answer = handleIntake(intake(stream, response()));
    stream.destroy();
    expect(await answer).toMatchObject({ status: 'closed' });
  });

  test('nothing at all is refused, not waited for', async () => {
    expect(await handleIntake(intake(consumed({}), response()))).toMatchObject({ status: 400 });
  });

  test('a response that cannot be written does not throw', async () => {
    const broken = {
      ...response(),
      end: () => {
        throw new Error('socket closed');
      },
    };
    expect(await handleIntake(intake(consumed({ body: GOOD }), broken))).toMatchObject({ status: 'closed' });
  });
});

/** The answer to a request that never ends. */
async function unfinished(headers: Record<string, string>, chunks: Buffer[]): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(url(), { method: 'POST', headers }, (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode);
      request.on('error', () => undefined);
      request.destroy();
    });
    request.on('error', reject);
    request.flushHeaders();
    for (const chunk of chunks) request.write(chunk);
  });
}

async function waitFor(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setTimeout(resolve, 5));
}
