import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest, Moment } from '../contract/provider';
import { encoded, withHeaders } from '../shared/requests';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** Who signs. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/**
 * Signs a request to Alibaba Cloud (signature version 3, "ACS3-HMAC-SHA256"): the query, the body and the headers
 * host, content-type and x-acs-*. Good for 15 minutes from `now`, once per nonce.
 * Source: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
 */
export function signAcs3(request: HttpRequest, key: AccessKey, { now, nonce }: Moment): HttpRequest {
  const dated = withHeaders(request, {
    'x-acs-date': new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': sha256(request.body ?? ''),
  });
  const { host, pathname, search } = new URL(dated.url);
  const headers = signedHeaders({ ...dated.headers, host });
  const names = headers.map(([name]) => name).join(';');
  const canonical = [
    dated.method,
    pathname,
    canonicalQuery(search),
    ...headers.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    dated.headers['x-acs-content-sha256'],
  ].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  return withHeaders(dated, { authorization });
}

function signedHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(headers)
    .filter(([name]) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function canonicalQuery(search: string): string {
  return [...new URLSearchParams(search)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
