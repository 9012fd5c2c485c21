import { fc } from '../../support/random';
import { Webhook } from 'standardwebhooks';
import { decodeSecret, verifySignature, type SignedRequest } from '../../../journey/domain/intake/signature';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = Buffer.alloc(32, 7).toString('base64');
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const SECONDS = 1614265330;

/** The vector that the Standard Webhooks libraries publish. */
const PUBLISHED: SignedRequest = {
  headers: {
    'webhook-id': ID,
    'webhook-timestamp': String(SECONDS),
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  bytes: Buffer.from('{"test": 2432232314}'),
  secrets: [SECRET],
  now: SECONDS * 1000,
};

function signed(bytes: Buffer, secret = SECRET): SignedRequest {
  const signature = new Webhook(secret).sign(ID, new Date(SECONDS * 1000), bytes.toString());
  return { ...PUBLISHED, bytes, headers: { ...PUBLISHED.headers, 'webhook-signature': signature } };
}

function withHeader(request: SignedRequest, name: string, value: string | undefined): SignedRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

describe('verifySignature', () => {
  test('accepts the published vector, with and without whsec_', () => {
    expect(verifySignature(PUBLISHED)).toBe('ok');
    expect(verifySignature({ ...PUBLISHED, secrets: [SECRET.slice('whsec_'.length)] })).toBe('ok');
  });

  test('agrees with the standardwebhooks library on any text body', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (body) => verifySignature(signed(Buffer.from(body))) === 'ok',
      ),
    );
  });

  test('takes either of two secrets, and either of two signatures, during rotation', () => {
    const old = signed(PUBLISHED.bytes, OTHER);
    expect(verifySignature({ ...old, secrets: [SECRET, OTHER] })).toBe('ok');
    expect(verifySignature(old)).toMatchObject({ refused: 401 });
    const both = `${old.headers['webhook-signature'] as string} ${PUBLISHED.headers['webhook-signature'] as string}`;
    expect(verifySignature(withHeader(PUBLISHED, 'webhook-signature', both))).toBe('ok');
    expect(verifySignature({ ...PUBLISHED, secrets: ['', SECRET] })).toBe('ok');
  });

  test.each([
    [-300, 'ok'],
    [300, 'ok'],
    [-301, 'ahead'],
    [301, 'old'],
  ])('a clock %i s from the timestamp: %s', (seconds, outcome) => {
    const result = verifySignature({ ...PUBLISHED, now: PUBLISHED.now + seconds * 1000 });
    if (outcome === 'ok') expect(result).toBe('ok');
    else expect(result).toMatchObject({ refused: 401, message: expect.stringContaining(outcome) as string });
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('refuses without %s', (name) => {
    expect(verifySignature(withHeader(PUBLISHED, name, undefined))).toMatchObject({ refused: 401 });
  });

  test('refuses an id with a dot: it could move the border to the body', () => {
    const bytes = Buffer.from(`${SECONDS}.{}`);
    const honest = signed(bytes);
    expect(verifySignature(honest)).toBe('ok');
    const moved = { ...withHeader(honest, 'webhook-id', `${ID}.${SECONDS}`), bytes: Buffer.from('{}') };
    expect(verifySignature(moved)).toMatchObject({ refused: 401 });
  });

  test('refuses when no secret is usable, and never throws on odd ones', () => {
    for (const secrets of [[], [''], ['not base64!'], ['whsec_'], [Buffer.alloc(8).toString('base64')]]) {
      expect(verifySignature({ ...PUBLISHED, secrets })).toMatchObject({ refused: 401 });
    }
  });

  test('control: the library reads bytes as text, so it would let changed bytes of a compressed body pass', () => {
    const webhook = new Webhook(SECRET);
    const one = Buffer.from([0x80]);
    const two = Buffer.from([0x81]);
    const at = new Date(SECONDS * 1000);
    expect(webhook.sign(ID, at, one)).toBe(webhook.sign(ID, at, two));
  });

  test('nothing makes it throw', () => {
    const header = fc.option(fc.oneof(fc.string(), fc.array(fc.string())), { nil: undefined });
    fc.assert(
      fc.property(
        header,
        header,
        header,
        fc.uint8Array(),
        fc.array(fc.string()),
        (id, timestamp, signature, body, secrets) => {
          const headers = {
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': signature,
          };
          const outcome = verifySignature({
            headers,
            bytes: Buffer.from(body),
            secrets,
            now: SECONDS * 1000,
          });
          expect(outcome).toMatchObject({ refused: 401 });
        },
      ),
    );
  });
});

describe('decodeSecret', () => {
  test.each([
    [23, false],
    [24, true],
    [64, true],
    [65, false],
  ])('%i bytes: %s', (bytes, usable) => {
    const secret = Buffer.alloc(bytes, 1).toString('base64');
    expect(decodeSecret(secret) !== null).toBe(usable);
    expect(decodeSecret(` whsec_${secret} `) !== null).toBe(usable);
  });
});
