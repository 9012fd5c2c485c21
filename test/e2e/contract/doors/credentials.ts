/** The button Test of our credentials, pressed in a real n8n: what reaches the service proves who is calling. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signAcs3 } from '../../../../journey/providers/signatures/acs3';
import type { N8n } from '../../../host/n8n';
import type { LabSuite } from '../../../support/shared-lab';

export const credentials: LabSuite = (open) =>
  describe('the button Test of a credential', () => {
    let n8n: N8n;
    let server: Server;
    let base = '';
    let heard: IncomingMessage[] = [];
    let status = 200;

    beforeAll(async () => {
      server = createServer((request, response) => {
        heard.push(request);
        request.resume();
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"Code":"OK"}');
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      n8n = (await open()).n8n;
    });
    beforeEach(() => {
      heard = [];
      status = 200;
    });
    afterAll(async () => {
      await new Promise((closed) => server.close(closed));
    });

    interface Verdict {
      readonly status: string;
      readonly message: string;
    }

    /** Stores a credential and presses Test. */
    async function press(type: string, data: Record<string, string>): Promise<Verdict> {
      const name = `${type} ${data['provider'] ?? ''}`;
      const { id } = await n8n.createCredential(name, type, data);
      return n8n.rest.call<Verdict>('POST', '/credentials/test', {
        body: { credentials: { id, name, type, data } },
      });
    }

    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

    test.each([
      [
        'smsProviderApi',
        { provider: 'twilio', accountSid: 'AC1', authToken: 'secret' },
        'GET /2010-04-01/Accounts/AC1.json',
        basic('AC1:secret'),
      ],
      [
        'smsProviderApi',
        {
          provider: 'genericHttp',
          testPath: '/ping',
          authentication: 'header',
          headerName: 'Authorization',
          headerSecret: 'Key k',
        },
        'GET /ping',
        'Key k',
      ],
      [
        'smsProviderApi',
        {
          provider: 'genericHttp',
          testPath: 'ping',
          authentication: 'query',
          passwordParameter: 'k',
          password: "a b'",
        },
        'GET /ping?k=a%20b%27',
        undefined,
      ],
      [
        'callCenterApi',
        {
          provider: 'twilioTaskRouter',
          accountSid: 'AC1',
          authToken: 't',
          apiKeySid: 'SK1',
          apiKeySecret: 's',
          workspaceSid: 'WS1',
        },
        'GET /v1/Workspaces/WS1',
        basic('SK1:s'),
      ],
      [
        'crmApi',
        { provider: 'hubspot', accessToken: 'pat' },
        'GET /crm/v3/objects/contacts?limit=1',
        'Bearer pat',
      ],
    ])('%s %j', async (type, data: Record<string, string>, asked, authorization) => {
      expect(await press(type, { ...data, baseUrl: base })).toMatchObject({ status: 'OK' });
      expect(heard.map(({ method, url }) => `${method} ${url}`)).toEqual([asked]);
      expect(heard[0]?.headers.authorization).toBe(authorization);
    });

    test('Alibaba Cloud is asked with a signature that fits what arrived', async () => {
      const key = { accessKeyId: 'id', accessKeySecret: 'secret' };
      expect(
        await press('smsProviderApi', { provider: 'alibaba', ...key, signName: '阿里云', baseUrl: base }),
      ).toMatchObject({
        status: 'OK',
      });
      const [{ method, url, headers } = {} as IncomingMessage] = heard;
      const arrived = Object.entries(headers).filter(([name]) => /^(x-acs-|content-type)/.test(name));
      const signed = signAcs3(
        {
          kind: 'request',
          method: method as 'POST',
          url: base + (url ?? ''),
          headers: Object.fromEntries(arrived) as Record<string, string>,
          body: null,
        },
        key,
        { now: Date.parse(String(headers['x-acs-date'])), nonce: String(headers['x-acs-signature-nonce']) },
      );
      expect(headers['x-acs-action']).toBe('QuerySmsSignList');
      expect(headers.authorization).toBe(signed.headers['authorization']);
    });

    test('a service that refuses the credential fails the test', async () => {
      status = 401;
      const verdict = await press('crmApi', { provider: 'hubspot', accessToken: 'old', baseUrl: base });
      expect(verdict).toMatchObject({ status: 'Error' });
      // n8n itself asks once more after a 401.
      expect(new Set(heard.map(({ url }) => url)).size).toBe(1);
    });

    test('a field that is not filled in is named, and nobody is called', async () => {
      const verdict = await press('smsProviderApi', { provider: 'genericHttp', testPath: 'ping' });
      expect(verdict).toMatchObject({
        status: 'Error',
        message: expect.stringContaining('The Base URL ""') as string,
      });
      expect(heard).toEqual([]);
    });
  });
