import type { HttpRequest } from '../contract/provider';

/** Names and values of a query or form, in the order they are sent. */
export type Fields = Readonly<Record<string, string>>;

/** Percent-encodes all but the unreserved characters of RFC 3986, as signatures want it. Broken Unicode becomes U+FFFD. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `name=value&...`, percent-encoded. */
export function encodedFields(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
}

/** An address with more fields in its query. */
export function withQuery(url: string, fields: Fields): string {
  const query = encodedFields(fields);
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** Describes a GET. */
export function get(url: string): HttpRequest {
  return { kind: 'request', method: 'GET', url, headers: { accept: 'application/json' }, body: null };
}

/** Describes a request with a form. */
export function postForm(url: string, fields: Fields): HttpRequest {
  return withBody('POST', url, 'application/x-www-form-urlencoded', encodedFields(fields));
}

/** Describes a request with JSON. */
export function postJson(url: string, value: unknown): HttpRequest {
  return withBody('POST', url, 'application/json', JSON.stringify(value));
}

/** Describes a request with a body. */
export function withBody(
  method: HttpRequest['method'],
  url: string,
  contentType: string,
  body: string,
): HttpRequest {
  const headers = { accept: 'application/json', 'content-type': contentType };
  return { kind: 'request', method, url, headers, body };
}

/** The request with more headers. */
export function withHeaders(request: HttpRequest, headers: Fields): HttpRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** The request with a user name and password (RFC 7617). */
export function withBasic(request: HttpRequest, user: string, password: string): HttpRequest {
  const token = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return withHeaders(request, { authorization: `Basic ${token}` });
}

/**
 * Lets a credential prove who is calling only to addresses below its base URL.
 * @throws Error when the request goes elsewhere: whoever described it did not use this credential.
 */
export function onlyBelow(base: string, request: HttpRequest): HttpRequest {
  const below = URL.canParse(`${base}/`) ? new URL(`${base}/`) : null;
  const asked = URL.canParse(request.url) ? new URL(request.url) : null;
  const inside = below && asked?.origin === below.origin && `${asked.pathname}/`.startsWith(below.pathname);
  if (!inside) {
    throw new Error(
      `This credential is only for addresses below ${base}, not for ${asked?.origin ?? 'this'}`,
    );
  }
  return request;
}
