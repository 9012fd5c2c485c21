/** The signature of Alibaba Cloud: its documented example, and what its own SDK sends. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Dysmsapi, { SendSmsRequest } from '@alicloud/dysmsapi20170525';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { alibabaMessages } from '../../../journey/providers/messages/alibaba';
import { signAcs3 } from '../../../journey/providers/signatures/acs3';
import type { HttpRequest } from '../../../journey/providers/contract/provider';
import { queryOf, request } from './kit';

const KEY = { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' };

test('the documented example', () => {
  const example: HttpRequest = {
    kind: 'request',
    method: 'POST',
    url: 'https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
    headers: { 'x-acs-action': 'RunInstances', 'x-acs-version': '2014-05-26' },
    body: null,
  };
  const moment = { now: Date.parse('2023-10-26T10:22:32Z'), nonce: '3156853299f313e23d1673dc12e1703d' };
  expect(signAcs3(example, KEY, moment).headers['authorization']).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
      'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
      'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

/** What the official SDK sends for a message, heard on this machine. */
async function heard(message: Record<string, string>): Promise<{ sdk: IncomingMessage; base: string }> {
  let sdk: IncomingMessage | undefined;
  const server = createServer((incoming, response) => {
    sdk = incoming;
    response.setHeader('content-type', 'application/json');
    response.end('{"Code":"OK","BizId":"1","RequestId":"2","Message":"OK"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const endpoint = `127.0.0.1:${port}`;
  try {
    const client = new Dysmsapi(new $OpenApiUtil.Config({ ...KEY, endpoint, protocol: 'HTTP' }));
    await client.sendSms(new SendSmsRequest(message));
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  if (!sdk) throw new Error('The SDK sent nothing');
  return { sdk, base: `http://${endpoint}` };
}

test.each([
  ['阿里云', { code: '1234' }],
  ["(a+b)'*~ !", { name: '王 & "李"', empty: '' }],
])('what is sent and signed is what the official SDK sends and signs: %s', async (signName, params) => {
  const { sdk, base } = await heard({
    phoneNumbers: '13800000000',
    signName,
    templateCode: 'SMS_1',
    templateParam: JSON.stringify(params),
    outId: 'd1:n1:0',
  });
  const provider = alibabaMessages({ ...KEY, signName, baseUrl: base });
  const ours = request(
    provider.buildRequest({
      channel: 'sms',
      to: '+8613800000000',
      content: { kind: 'template', code: 'SMS_1', params },
      idempotencyKey: 'd1:n1:0',
      callbackUrl: null,
    }),
  );
  expect(queryOf(ours)).toEqual(queryOf({ ...ours, url: base + (sdk.url ?? '') }));
  expect(ours.method).toBe(sdk.method);
  // The SDK signs the same headers and its own content type.
  const headers = Object.fromEntries(
    Object.entries(sdk.headers).filter(([name]) => name.startsWith('x-acs-') || name === 'content-type') as [
      string,
      string,
    ][],
  );
  expect(headers).toMatchObject(
    Object.fromEntries(Object.entries(ours.headers).filter(([name]) => name.startsWith('x-acs-'))),
  );
  const signed = signAcs3({ ...ours, headers }, KEY, {
    now: Date.parse(String(sdk.headers['x-acs-date'])),
    nonce: String(sdk.headers['x-acs-signature-nonce']),
  });
  expect(signed.headers['authorization']).toBe(sdk.headers['authorization']);
});
