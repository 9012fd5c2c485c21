import { Agent } from 'node:http';

import axios, { type AxiosInstance, type AxiosResponse, type Method } from 'axios';

import { owner } from './settings';

/** An answer of n8n that is not 2xx. */
export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    call: string,
  ) {
    super(`${call} was answered with ${status}: ${excerpt(body)}`);
  }
}

function excerpt(body: unknown): string {
  return (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).slice(0, 1_000);
}

/** n8n binds a session to this header: it must be the same in every call. */
const BROWSER_ID = 'journey-canvas-test-browser';

/** n8n's internal REST interface, used as the editor uses it. */
export class Rest {
  private readonly http: AxiosInstance;
  private cookie = '';

  constructor(readonly baseUrl: string) {
    this.http = axios.create({
      baseURL: baseUrl,
      proxy: false,
      // n8n closes connections that are idle, and after a stall also one on which the next call is on its way.
      httpAgent: new Agent({ keepAlive: false }),
      timeout: 60_000,
      maxRedirects: 0,
      maxBodyLength: Infinity,
      maxContentLength: Infinity,
      validateStatus: () => true,
      headers: { 'browser-id': BROWSER_ID },
    });
  }

  /** The session as a `Cookie` header, for a browser or a client of one's own. Empty before `signIn`. */
  get session(): string {
    return this.cookie;
  }

  /** Sets up the owner if the instance has none yet, and signs in. */
  async signIn(): Promise<void> {
    const credentials = { emailOrLdapLoginId: owner.email, password: owner.password };
    try {
      await this.call('POST', '/login', { body: credentials });
    } catch (error) {
      if (!(error instanceof RestError && error.status === 401)) throw error;
      await this.call('POST', '/owner/setup', { body: owner });
    }
  }

  /**
   * One call below `/rest`; the answer without its `data` envelope.
   *
   * @throws RestError if the answer is not 2xx
   */
  async call<T>(
    method: Method,
    path: string,
    options: { body?: unknown; query?: Record<string, string | number> } = {},
  ): Promise<T> {
    const response = await this.http.request<unknown>({
      method,
      url: `/rest${path}`,
      data: options.body,
      params: options.query,
      headers: this.cookie ? { cookie: this.cookie } : {},
    });
    if (response.status < 200 || response.status > 299) {
      throw new RestError(response.status, response.data, `${method} /rest${path}`);
    }
    this.keepSession(response);
    const body = response.data;
    return (typeof body === 'object' && body !== null && 'data' in body ? body.data : body) as T;
  }

  /** One call to any path, without the session, whatever the answer. */
  async plain(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<AxiosResponse<unknown>> {
    return await this.http.request<unknown>({ method, url: path, data: body, headers });
  }

  private keepSession(response: AxiosResponse<unknown>): void {
    for (const line of response.headers['set-cookie'] ?? []) {
      const pair = line.split(';')[0];
      if (pair?.startsWith('n8n-auth=')) this.cookie = pair;
    }
  }
}
