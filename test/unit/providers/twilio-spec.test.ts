/** What we send to Twilio, judged by Prism on the OpenAPI documents that Twilio publishes. */
import messagesSpec from '@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json';
import tasksSpec from '@twilio/cli-core/src/services/twilio-api/twilio_taskrouter_v1.json';
import { taskRouterCalls } from '../../../journey/providers/calls/taskrouter';
import type { OutgoingMessage } from '../../../journey/providers/contract/message';
import type { HttpRequest } from '../../../journey/providers/contract/provider';
import { twilioMessages } from '../../../journey/providers/messages/twilio';
import { answer, fields, MOMENT, request } from './kit';
import { judge, type Judgement } from './prism';

const sid = (prefix: string) => prefix + '0123456789abcdef'.repeat(2);
const credential = {
  accountSid: sid('AC'),
  authToken: 'token',
  from: '+15005550006',
  workspaceSid: sid('WS'),
  workflowSid: sid('WW'),
};

describe('messages', () => {
  const twilio = twilioMessages(credential);
  let judged: (request: HttpRequest) => Promise<Judgement>;
  beforeAll(async () => {
    judged = await judge(messagesSpec, [
      '/2010-04-01/Accounts/{AccountSid}/Messages.json',
      '/2010-04-01/Accounts/{Sid}.json',
    ]);
  });

  const message: OutgoingMessage = {
    channel: 'sms',
    to: '+8613800000000',
    content: { kind: 'text', text: '您好 & "welcome" + 100%' },
    idempotencyKey: 'd1:n1:0',
    callbackUrl: 'https://n8n.example/webhook/x?t=1',
  };

  test.each<[string, OutgoingMessage, Record<string, unknown>]>([
    ['text', message, credential],
    [
      'a content template, from a messaging service, without reports',
      { ...message, content: { kind: 'template', code: sid('HX'), params: { 1: '王' } }, callbackUrl: null },
      { ...credential, from: '', messagingServiceSid: sid('MG') },
    ],
    ['with an API key', message, { ...credential, apiKeySid: sid('SK'), apiKeySecret: 's' }],
  ])('%s', async (_, sent, typed) => {
    const provider = twilioMessages(typed);
    const built = provider.authorize(request(provider.buildRequest(sent)), MOMENT);
    const { status, body } = await judged(built);
    expect([status, body]).toEqual([201, expect.objectContaining({ sid: expect.any(String) as string })]);
    expect(provider.parseResponse(answer(status, body))).toMatchObject({ kind: 'accepted' });
  });

  test('the fields are what was asked for', () => {
    expect(fields(request(twilio.buildRequest(message)).body)).toEqual({
      To: '+8613800000000',
      From: '+15005550006',
      Body: '您好 & "welcome" + 100%',
      StatusCallback: 'https://n8n.example/webhook/x?t=1&reference=d1%3An1%3A0',
    });
  });

  test('the test button asks for something that exists', async () => {
    expect(await judged(twilio.authorize(request(twilio.testRequest()), MOMENT))).toMatchObject({
      status: 200,
    });
  });

  test('control: Prism finds what is missing', async () => {
    const built = request(twilio.buildRequest(message));
    expect(await judged(built)).toMatchObject({ status: 401 });
    const authorized = twilio.authorize(built, MOMENT);
    expect(await judged({ ...authorized, body: 'Body=x' })).toMatchObject({ status: 422 });
    expect(
      await judged({ ...authorized, url: authorized.url.replace('Messages', 'Massages') }),
    ).toMatchObject({
      status: 404,
    });
  });
});

describe('tasks', () => {
  const provider = taskRouterCalls(credential);
  let judged: (request: HttpRequest) => Promise<Judgement>;
  beforeAll(async () => {
    judged = await judge(tasksSpec, ['/v1/Workspaces/{WorkspaceSid}/Tasks', '/v1/Workspaces/{Sid}']);
  });
  const task = {
    to: '+8613800000000',
    name: 'No-show: 王',
    script: 'Ask why',
    variables: { model: 'X' },
    priority: 5,
    assignee: null,
    dueAt: null,
    timeoutSeconds: 3600,
    idempotencyKey: 'd1:n1:0',
    callbackUrl: null,
  };

  test('a task', async () => {
    const { status, body } = await judged(provider.authorize(request(provider.buildRequest(task)), MOMENT));
    expect([status, body]).toEqual([201, expect.objectContaining({ sid: expect.any(String) as string })]);
    expect(provider.parseResponse(answer(status, body))).toMatchObject({ kind: 'accepted' });
    const sent = fields(request(provider.buildRequest(task)).body);
    expect({ ...sent, Attributes: JSON.parse(sent['Attributes'] ?? '') as unknown }).toEqual({
      Attributes: { to: task.to, name: task.name, script: 'Ask why', model: 'X', reference: 'd1:n1:0' },
      Priority: '5',
      Timeout: '3600',
      WorkflowSid: credential.workflowSid,
    });
  });

  test('the test button asks for something that exists', async () => {
    expect(await judged(provider.authorize(request(provider.testRequest()), MOMENT))).toMatchObject({
      status: 200,
    });
  });

  test('control: Prism finds what is wrong', async () => {
    const wrong = taskRouterCalls({ ...credential, workflowSid: 'nonsense' });
    expect(await judged(wrong.authorize(request(wrong.buildRequest(task)), MOMENT))).toMatchObject({
      status: 422,
    });
  });
});
