import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { verifySignature } from '../../journey/domain/intake/signature';
import { seed } from '../support/random';
import { randomFrom } from '../support/random-numbers';
import { knock, type Answer } from './door';

// A loaded machine is slow, not wrong.
jest.setTimeout(120_000);

const REAL_NOW = Date.UTC(2026, 0, 31, 12);
const KEYS = [3, 4].map((byte) => Buffer.alloc(32, byte));
const SECRETS = KEYS.map((key) => `whsec_${key.toString('base64')}`);
const random = randomFrom(seed);
const upTo = (count: number): number => Math.floor(random() * count);

/** A request whose every byte counts: three headers, by name and value, and the body. */
interface Request {
  readonly headers: Record<string, string>;
  readonly bytes: Buffer;
}

function signed(number: number): Request {
  const text = JSON.stringify({
    userId: `u${number}`,
    event: 'purchase',
    eventId: `e${number}`,
    properties: { number },
  });
  const bytes = number % 2 === 0 ? Buffer.from(text) : gzipSync(text);
  const id = `msg_${number}`;
  const timestamp = String(Math.floor(REAL_NOW / 1000) + ((number * 37) % 599) - 299);
  const key = KEYS[number % KEYS.length] as Buffer;
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(bytes).digest('base64');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest}`,
  };
  return { headers, bytes };
}

function post({ headers, bytes }: Request): Promise<Answer> {
  return knock(bytes, headers, (sent, body) =>
    verifySignature({ headers: sent, bytes: body, secrets: SECRETS, now: REAL_NOW }),
  );
}

/** The request with one byte changed by `mask`, for every byte that HTTP tells apart. */
function* flips({ headers, bytes }: Request, mask: () => number): Generator<Request> {
  for (const changed of flipped(bytes, mask)) yield { headers, bytes: changed };
  for (const [name, value] of Object.entries(headers)) {
    for (const changed of flipped(Buffer.from(value), mask))
      yield { headers: { ...headers, [name]: changed.toString('latin1') }, bytes };
    const { [name]: _, ...others } = headers;
    for (const changed of flipped(Buffer.from(name), mask)) {
      const other = changed.toString('latin1').toLowerCase();
      if (other !== name) yield { headers: { ...others, [other]: value }, bytes };
    }
  }
}

function* flipped(bytes: Buffer, mask: () => number): Generator<Buffer> {
  for (let place = 0; place < bytes.length; place += 1) {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(place) ^ mask(), place);
    yield copy;
  }
}

async function allRefused(requests: Iterable<Request>): Promise<number> {
  let count = 0;
  for (const request of requests) {
    const { status, stored } = await post(request);
    if (status !== 401 || stored.length > 0) throw new Error(`${status} for ${JSON.stringify(request)}`);
    count += 1;
  }
  return count;
}

test('1,000 signed requests are taken in, between forgeries that differ in any one byte', async () => {
  let forged = 0;
  for (let number = 0; number < 1000; number += 1) {
    const request = signed(number);
    const forgeries = [...flips(request, () => 1 + upTo(255))];
    const middle = upTo(forgeries.length);
    forged += await allRefused(forgeries.slice(0, middle));
    const { status, stored } = await post(request);
    expect({ status, users: stored.map(({ userId }) => userId) }).toEqual({
      status: 202,
      users: [`u${number}`],
    });
    forged += await allRefused(forgeries.slice(middle));
  }
  console.info(`1,000 of 1,000 valid requests accepted, ${forged} of ${forged} forgeries refused`);
});

test.each([
  ['plain', 0],
  ['compressed', 1],
])('every bit of every byte of a %s request counts', async (_, number) => {
  const request = signed(number);
  for (let bit = 0; bit < 8; bit += 1)
    expect(await allRefused(flips(request, () => 1 << bit))).toBeGreaterThan(130);
  expect((await post(request)).status).toBe(202);
});

test('parts of two valid requests are not a third one', async () => {
  const [one, two] = [signed(2), signed(4)];
  const mixtures = Object.keys(one.headers).map((name) => ({
    bytes: one.bytes,
    headers: { ...one.headers, [name]: two.headers[name] as string },
  }));
  expect(one.headers['webhook-timestamp']).not.toBe(two.headers['webhook-timestamp']);
  expect(await allRefused([...mixtures, { headers: one.headers, bytes: two.bytes }])).toBe(4);
});
