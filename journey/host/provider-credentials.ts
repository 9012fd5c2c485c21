import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import type { HttpRequest, Provider, ProviderCredential } from '../providers/contract/provider';
import { callProvider, crmProvider, messageProvider } from '../providers/registry';
import { asText } from '../providers/shared/json';
import { withQuery } from '../providers/shared/requests';
import { newId } from './ids';
import { realNow } from './timers';

/** What a credential's button Test asks for; `authenticate` puts the provider's own harmless request in its place. */
export const PROVIDER_TEST = 'https://credential-test.invalid/';

type Authenticate = (
  credential: ICredentialDataDecryptedObject,
  options: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

/** Proves to the provider of an SMS Provider API credential who is calling. */
export const authenticateMessages: Authenticate = authenticating(messageProvider);

/** Proves to the provider of a Call Center API credential who is calling. */
export const authenticateCalls: Authenticate = authenticating(callProvider);

/** Proves to the provider of a CRM API credential who is calling. */
export const authenticateCrm: Authenticate = authenticating(crmProvider);

function authenticating(make: (credential: ProviderCredential) => Provider): Authenticate {
  return async (credential, options) => {
    const provider = make(credential);
    const described = requestOf(options, provider);
    const { method, url, headers, body } = provider.authorize(described, { now: realNow(), nonce: newId() });
    const { baseURL: _base, qs: _query, body: _body, ...rest } = options;
    return {
      ...rest,
      method,
      url,
      headers: { ...headers },
      ...(body !== null && { body }),
      json: false,
      // Another address would get our credentials.
      disableFollowRedirect: true,
    };
  };
}

function requestOf(options: IHttpRequestOptions, provider: Provider): HttpRequest {
  const { baseURL = '', url, qs, method = 'GET', headers = {}, body } = options;
  if (url === PROVIDER_TEST) {
    const test = provider.testRequest();
    if (test.kind === 'refused') throw new Error(test.reason);
    return test;
  }
  return {
    kind: 'request',
    method: method as HttpRequest['method'],
    url: withQuery(baseURL + url, texts(qs)),
    headers: Object.fromEntries(
      Object.entries(texts(headers)).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: typeof body === 'string' ? body : null,
  };
}

function texts(values: object = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [name, asText(value) ?? '']),
  );
}
