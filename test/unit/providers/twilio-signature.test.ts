import { fc } from '../../support/random';
import { getExpectedTwilioSignature, validateRequest } from 'twilio';
import { twilioSignature, verifyTwilio } from '../../../journey/providers/signatures/twilio';
import { callback, flips } from './kit';

const TOKEN = '12345';
const URL_ = 'https://h.example/webhook/abc?x=1';
const FIELDS = { ErrorCode: '', MessageSid: 'SM1', MessageStatus: 'delivered', To: '+8613800000000' };
const SIGNATURE = 'bOgzeO2palduoYGwJy8Iw+JY+qI=';

const form = (fields: Record<string, string | string[]>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    ),
  );

function signed(url = URL_, body = form(FIELDS).toString(), signature: string | undefined = SIGNATURE) {
  return callback(url, body, signature === undefined ? {} : { 'x-twilio-signature': signature });
}

test('the known vector', () => {
  expect(twilioSignature(TOKEN, URL_, form(FIELDS))).toBe(SIGNATURE);
  expect(verifyTwilio(signed(), TOKEN)).toBe('ok');
});

const words = fc.string({ unit: 'binary' }).filter((text) => !/\p{Cs}/u.test(text));
const forms = fc.dictionary(words, fc.oneof(words, fc.array(words, { minLength: 1, maxLength: 3 })), {
  noNullPrototype: true,
});

test("is Twilio's own for any form", () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), forms, (url, fields) => {
      const theirs = getExpectedTwilioSignature(TOKEN, url, fields);
      expect(twilioSignature(TOKEN, url, form(fields))).toBe(theirs);
      expect(validateRequest(TOKEN, twilioSignature(TOKEN, url, form(fields)), url, fields)).toBe(true);
    }),
  );
});

test.each([
  ['https://h.example:443/webhook/abc?x=1', 'https://h.example/webhook/abc?x=1'],
  ['https://h.example/webhook/abc?x=1', 'https://h.example:443/webhook/abc?x=1'],
  ['http://h.example:80/', 'http://h.example/'],
])('signed for %s, called as %s', (signedFor, calledAs) => {
  const signature = twilioSignature(TOKEN, signedFor, form(FIELDS));
  expect(validateRequest(TOKEN, signature, calledAs, FIELDS)).toBe(true);
  expect(verifyTwilio(signed(calledAs, undefined, signature), TOKEN)).toBe('ok');
});

describe('refused', () => {
  test.each([
    ['without a signature', signed(URL_, undefined, ''), TOKEN, 'X-Twilio-Signature'],
    ['with the signature of another token', signed(), '12346', 'does not fit'],
    ['by a credential without a token', signed(), '', 'Auth Token'],
  ])('%s', (_, sent, token, message) => {
    expect(verifyTwilio(sent, token)).toEqual({
      refused: 401,
      message: expect.stringContaining(message) as string,
    });
  });

  test('two signatures', () => {
    const sent = callback(URL_, form(FIELDS).toString(), { 'x-twilio-signature': [SIGNATURE, SIGNATURE] });
    expect(verifyTwilio(sent, TOKEN)).toMatchObject({ refused: 401 });
  });

  test('every flip of every bit of signature, address and body that changes what they say', () => {
    const same = (bytes: Buffer) =>
      form(FIELDS).toString() === new URLSearchParams(bytes.toString()).toString();
    let changed = 0;
    for (const flipped of flips(Buffer.from(form(FIELDS).toString()))) {
      // %2b and %2B are one character: what was signed is the character.
      if (same(flipped)) continue;
      changed += 1;
      expect(verifyTwilio(callback(URL_, flipped, signed().headers), TOKEN)).not.toBe('ok');
    }
    expect(changed).toBeGreaterThan(8 * (form(FIELDS).toString().length - 3));
    for (const flipped of flips(Buffer.from(SIGNATURE))) {
      expect(verifyTwilio(signed(URL_, undefined, flipped.toString('latin1')), TOKEN)).not.toBe('ok');
    }
    for (const flipped of flips(Buffer.from(URL_))) {
      expect(verifyTwilio(signed(flipped.toString('latin1')), TOKEN)).not.toBe('ok');
    }
  });

  test('anything else, without throwing', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), fc.string(), (url, body, signature) => {
        const sent = callback(url, Buffer.from(body), { 'x-twilio-signature': signature });
        expect(verifyTwilio(sent, TOKEN)).toMatchObject({ refused: 401 });
      }),
    );
  });
});
