import { createHmac } from 'node:crypto';
import type { RawCallback, Verdict } from '../contract/provider';
import { bodyText } from '../shared/callbacks';
import { sameText, untrusted } from '../shared/verdicts';

/**
 * The signature Twilio gives a form it sends: base64 of HMAC-SHA1 over the address and the fields sorted by name, each
 * value once. Source: https://www.twilio.com/docs/usage/security
 */
export function twilioSignature(authToken: string, url: string, fields: URLSearchParams): string {
  const names = [...new Set(fields.keys())].sort();
  const signed = names.flatMap((name) =>
    [...new Set(fields.getAll(name))].sort().map((value) => name + value),
  );
  return createHmac('sha1', authToken)
    .update(url + signed.join(''), 'utf8')
    .digest('base64');
}

/**
 * Whether a form came from Twilio: X-Twilio-Signature must fit the address as it was called, or the same with or
 * without its port, since Twilio does not always sign that. Never throws. The Auth Token signs even where an API key
 * is used to send.
 */
export function verifyTwilio(callback: RawCallback, authToken: string): Verdict {
  if (authToken === '') return untrusted('The credential has no Auth Token, so no callback can be trusted');
  const signature = callback.headers['x-twilio-signature'];
  if (typeof signature !== 'string' || signature === '') {
    return untrusted('The header X-Twilio-Signature is missing');
  }
  const text = bodyText(callback);
  if (text === null) return untrusted('The body is not UTF-8, so its signature cannot be checked');
  const fields = new URLSearchParams(text);
  const fits = addresses(callback.url).map((url) =>
    sameText(signature, twilioSignature(authToken, url, fields)),
  );
  return fits.includes(true)
    ? 'ok'
    : untrusted('X-Twilio-Signature does not fit the address, the fields and the Auth Token');
}

function addresses(url: string): string[] {
  const [, scheme, host, port, rest] = /^(https?:\/\/)([^/?#:]+)(:\d+)?(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return [url];
  const usual = scheme.toLowerCase() === 'https://' ? ':443' : ':80';
  return [url, `${scheme}${host}${rest}`, `${scheme}${host}${port ?? usual}${rest}`];
}
