/** The recipes of the README: Kannel's SMS gateway and WeChat messages, over Generic HTTP. */
import type { OutgoingMessage } from '../../../journey/providers/contract/message';
import { genericMessages } from '../../../journey/providers/messages/generic';
import { answer, callback, fields, MOMENT, queryOf, request } from './kit';

const message: OutgoingMessage = {
  channel: 'sms',
  to: '+8613800000000',
  content: { kind: 'text', text: '您好 & {to} 100%' },
  idempotencyKey: 'd1:n1:0',
  callbackUrl: 'http://127.0.0.1:5678/webhook/reports',
};

const KANNEL = {
  provider: 'genericHttp',
  baseUrl: 'http://127.0.0.1:13013',
  method: 'GET',
  path: '/cgi-bin/sendsms',
  query: JSON.stringify({
    from: '10690000',
    to: '{to}',
    text: '{text}',
    coding: '2',
    charset: 'UTF-8',
    'dlr-mask': '31',
    'dlr-url': '{callbackUrl}',
  }),
  authentication: 'query',
  userParameter: 'username',
  user: 'journeys',
  passwordParameter: 'password',
  password: 's&cret',
  callbackQuery: 'status=%d&at=%T&code=%A',
  statusWords: '{"1": "delivered", "2": "failed", "4": "queued", "8": "sent", "16": "failed"}',
  callbackSecret: 'open sesame',
};

describe("Kannel's sendsms", () => {
  const kannel = genericMessages(KANNEL);

  test('is called as its guide says, with a report address that it fills in', () => {
    const sent = kannel.authorize(request(kannel.buildRequest(message)), MOMENT);
    expect([sent.method, sent.body]).toEqual(['GET', null]);
    expect(new URL(sent.url).pathname).toBe('/cgi-bin/sendsms');
    expect(queryOf(sent)).toEqual({
      username: 'journeys',
      password: 's&cret',
      from: '10690000',
      to: '+8613800000000',
      text: '您好 & {to} 100%',
      coding: '2',
      charset: 'UTF-8',
      'dlr-mask': '31',
      'dlr-url':
        'http://127.0.0.1:5678/webhook/reports?reference=d1%3An1%3A0&secret=open%20sesame&status=%d&at=%T&code=%A',
    });
  });

  test('without a report address there is no dlr-url', () => {
    const sent = request(kannel.buildRequest({ ...message, callbackUrl: null }));
    expect(Object.keys(queryOf(sent))).not.toContain('dlr-url');
  });

  test.each([
    [202, '0: Accepted for delivery', { kind: 'accepted', providerId: null }],
    [403, 'Authorization failed for sendsms', { kind: 'refused', cause: 'credentials', retryable: false }],
    [400, 'Missing receiver number, rejected', { kind: 'refused', code: '400', reason: /Missing receiver/ }],
    [429, '', { kind: 'refused', cause: 'limit', retryable: true }],
    [503, 'Temporal failure, try again later.', { kind: 'unknown', reason: /503/ }],
  ])('%i %s', (status, body, outcome) => {
    const found = kannel.parseResponse(answer(status, body));
    for (const [name, value] of Object.entries(outcome)) {
      const text = (found as unknown as Record<string, unknown>)[name];
      if (value instanceof RegExp) expect(text).toMatch(value);
      else expect(text).toBe(value);
    }
  });

  test('an answer that did not come', () => {
    expect(kannel.parseResponse({ kind: 'not_sent', reason: 'ECONNREFUSED' })).toMatchObject({
      kind: 'refused',
      retryable: true,
    });
    expect(kannel.parseResponse({ kind: 'no_answer', reason: 'timeout' })).toMatchObject({ kind: 'unknown' });
  });

  const report = (status: string) =>
    callback(
      `http://127.0.0.1:5678/webhook/reports?reference=d1%3An1%3A0&secret=open%20sesame&status=${status}&at=1769851800&code=ACK%2f`,
    );

  test('a delivery report', () => {
    expect(kannel.verifyCallback(report('1'))).toBe('ok');
    expect(kannel.parseCallback(report('1'))).toEqual({
      events: [
        {
          kind: 'delivery',
          eventId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          providerId: null,
          reference: 'd1:n1:0',
          to: null,
          status: 'delivered',
          code: 'ACK/',
          reason: null,
          at: 1769851800000,
        },
      ],
      refused: [],
      acknowledgement: { status: 200, contentType: 'text/plain; charset=utf-8', body: '' },
    });
  });

  test('each status is an event of its own, the same report is the same event', () => {
    const ids = ['8', '1', '1'].map((status) => kannel.parseCallback(report(status)).events[0]?.eventId);
    expect([new Set(ids).size, ids[1]]).toEqual([2, ids[2]]);
  });

  test('an unknown status is refused, naming the known ones', () => {
    expect(kannel.parseCallback(report('99'))).toMatchObject({
      events: [],
      refused: [
        { field: 'status', reason: '"99" is none of 1, 2, 4, 8, 16, queued, sent, delivered, failed' },
      ],
      acknowledgement: { status: 400 },
    });
  });

  test('a reply by get-url', () => {
    const url =
      'http://127.0.0.1:5678/webhook/reports?secret=open%20sesame&from=%2B8613800000000&to=10690000&text=%EF%BC%99%E5%88%86&eventId=7&at=1769851800';
    expect(kannel.parseCallback(callback(url)).events).toEqual([
      {
        kind: 'reply',
        eventId: expect.any(String) as string,
        text: '９分',
        from: '+8613800000000',
        to: '10690000',
        at: 1769851800000,
      },
    ]);
  });
});

describe('WeChat subscribe messages', () => {
  const wechat = genericMessages({
    provider: 'genericHttp',
    baseUrl: 'https://api.weixin.qq.com/',
    method: 'POST',
    path: 'cgi-bin/message/subscribe/send',
    authentication: 'query',
    passwordParameter: 'access_token',
    password: 'TOKEN',
    bodyKind: 'json',
    body: '{"touser": "{to}", "template_id": "{template}", "data": "{params as value}", "lang": "zh_CN"}',
    successPath: 'errcode',
    successValues: '0',
    idPath: 'msgid',
    codePath: 'errcode',
    reasonPath: 'errmsg',
    retryCodes: '-1, 45009',
    optedOutCodes: '43101',
  });

  test('take a template with wrapped values', () => {
    const sent = wechat.authorize(
      request(
        wechat.buildRequest({
          ...message,
          to: 'oOpenId',
          content: { kind: 'template', code: 'T1', params: { thing1: '试驾 "X"', time2: '10:00' } },
        }),
      ),
      MOMENT,
    );
    expect(sent.url).toBe('https://api.weixin.qq.com/cgi-bin/message/subscribe/send?access_token=TOKEN');
    expect(JSON.parse(sent.body ?? '')).toEqual({
      touser: 'oOpenId',
      template_id: 'T1',
      data: { thing1: { value: '试驾 "X"' }, time2: { value: '10:00' } },
      lang: 'zh_CN',
    });
  });

  test.each([
    [
      { errcode: 0, errmsg: 'ok', msgid: 12 },
      { kind: 'accepted', providerId: '12' },
    ],
    [
      { errcode: 43101, errmsg: 'user refuse' },
      { kind: 'refused', cause: 'opted_out', code: '43101' },
    ],
    [
      { errcode: -1, errmsg: 'busy' },
      { kind: 'refused', retryable: true },
    ],
    [{}, { kind: 'unknown' }],
    ['<html>', { kind: 'unknown' }],
  ])('200 %j', (body, outcome) => {
    expect(wechat.parseResponse(answer(200, body))).toMatchObject(outcome);
  });
});

describe('a credential that cannot be used is refused, naming field and remedy', () => {
  test.each([
    ['no base URL', { baseUrl: '' }, 'baseUrl'],
    ['a base URL of another kind', { baseUrl: 'ftp://x' }, 'baseUrl'],
    ['a path that leads out', { path: '../../elsewhere', baseUrl: 'https://x.example/api' }, 'path'],
    ['a placeholder that does not exist', { query: '{"a": "{nobody}"}' }, 'Query'],
    ['a query that is no JSON', { query: 'a=b' }, 'query'],
    ['another method', { method: 'BREW' }, 'method'],
    ['a header without a name', { authentication: 'header', headerName: '' }, 'headerName'],
  ])('%s', (_, wrong, code) => {
    const built = genericMessages({ ...KANNEL, ...wrong }).buildRequest(message);
    expect(built).toMatchObject({ kind: 'refused', cause: 'settings', code, retryable: false });
  });

  test('a parameter that a template needs and nobody gave', () => {
    const provider = genericMessages({ ...KANNEL, query: '{"a": "{params.name}"}' });
    expect(provider.buildRequest(message)).toMatchObject({ cause: 'content', code: 'params.name' });
  });

  test('it is never shown to another address', () => {
    const provider = genericMessages(KANNEL);
    const elsewhere = {
      ...request(provider.buildRequest(message)),
      url: 'http://127.0.0.1:13014/cgi-bin/sendsms',
    };
    expect(() => provider.authorize(elsewhere, MOMENT)).toThrow(/only for addresses below/);
  });
});

test('a form body', () => {
  const provider = genericMessages({
    ...KANNEL,
    method: 'POST',
    query: '{}',
    bodyKind: 'form',
    body: '{"a b": "{text}"}',
  });
  expect(fields(request(provider.buildRequest(message)).body)).toEqual({ 'a b': '您好 & {to} 100%' });
});
