/** A message gateway of one's own, and the URL of the node that it calls back to, on one local server. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { node, type CanvasNode } from '../support/workflow';
import { keepCredential } from './credentials';
import { openStore, webhooks } from './harness';
import { arrived, canvas, DAY, happens, now, publish } from './stage';

/** A message that the gateway was asked to send. */
export interface Sent {
  readonly to: string;
  readonly text: string | null;
  readonly channel: string;
  readonly key: string;
  readonly callbackUrl: string | null;
  readonly template: string | null;
  readonly params: IDataObject;
}

let server: Server;

/** What the gateway was asked to send, in order. */
export const sent: Sent[] = [];

/** What it does with the next messages, in order; then it answers 202 with an id. A number is a status, 0 cuts the connection. */
export const behaviour: (number | ((message: Sent) => Promise<void>))[] = [];

const SECRET = 's3cret';
const FIELDS = ['to', 'text', 'channel', 'key', 'callbackUrl', 'template'];

/** Registers what every file of such tests needs around its tests. */
export function gateway(): void {
  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      if (request.url?.startsWith('/webhook')) return void canvas().called('M', request, response);
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on(
        'end',
        () =>
          void taken(JSON.parse(text) as Sent, request, (status, body) => {
            response.writeHead(status).end(JSON.stringify(body));
          }),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    webhooks.base = `http://127.0.0.1:${port()}/webhook`;
  });
  beforeEach(() => {
    sent.length = 0;
    behaviour.length = 0;
    const words = Object.fromEntries(FIELDS.map((name) => [name, `{${name}}`]));
    keepCredential('smsProviderApi', {
      provider: 'genericHttp',
      baseUrl: `http://127.0.0.1:${port()}/api`,
      path: 'messages',
      body: JSON.stringify({ ...words, params: '{params}' }),
      idPath: 'id',
      callbackSecret: SECRET,
    });
  });
  afterAll(() => new Promise((closed) => server.close(closed)));
}

const port = (): number => (server.address() as AddressInfo).port;

async function taken(
  message: Sent,
  request: IncomingMessage,
  answer: (status: number, body: object) => void,
): Promise<void> {
  sent.push(message);
  const then = behaviour.shift() ?? 202;
  if (then === 0) return void request.socket.destroy();
  if (typeof then === 'function') await then(message);
  answer(typeof then === 'number' ? then : 202, { id: `m-${sent.length}` });
}

/** The gateway says what became of a message, or what somebody answered; returns what it is told. */
export async function callsBack(
  url: string | null | undefined,
  said: IDataObject,
): Promise<[number, string]> {
  if (!url) throw new Error('The gateway was given no address');
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(said) });
  return [answer.status, await answer.text()];
}

/** The address that stands in the gateway's console, with the secret. */
export const console = (): string => `${webhooks.base}/0e1f/callback?secret=${SECRET}`;

/** A Send Message node called M, with an output for each outcome. */
export function message(parameters: IDataObject = {}, channels: readonly IDataObject[] = [{}]): CanvasNode {
  const values = channels.map((one) => ({ to: '+8613800000000', text: 'Hello {{ $json.userId }}', ...one }));
  const given = {
    channels: { values: values.map((one) => ({ ...one, text: `=${String(one.text)}` })) },
    ...{ outcomesAs: 'outputs', ...parameters },
  };
  const credentials = { smsProviderApi: { id: '1', name: 'gateway' } };
  return node('M', 'sendMessage', given, { credentials, webhookId: '0e1f' });
}

/** The names of the node's outputs, with or without waiting for delivery. */
export const OUT = { sent: 0, suppressed: 1, capped: 2, failed: 3, unknown: 4 } as const;
export const REPORTED = {
  ...{ delivered: 0, undelivered: 1, noReport: 2 },
  ...{ suppressed: 3, capped: 4, failed: 5, unknown: 6 },
} as const;

/** Quiet from an hour ago until in three hours. */
export const aroundNow = () => {
  const clock = (at: number) => new Date(at).toISOString().slice(11, 16);
  return { from: clock(now() - DAY / 24), to: clock(now() + DAY / 8) };
};

/** What the items that left by an output say of their message. */
export const said = (output: number) => arrived('M', output).map((item) => item['message'] as IDataObject);

/** Publishes a journey of the one message, and people enter it. */
export const send = async (
  parameters: IDataObject = {},
  channels?: readonly IDataObject[],
  people = ['ann'],
  trigger: IDataObject = {},
) => {
  const start = await publish([message(parameters, channels)], [['T', 'M']], trigger);
  await happens(start, people);
};

/** Somebody wants no SMS any more. */
export const refuse = async (userId: string, at: number) =>
  (await openStore()).setConsents([{ userId, channel: 'sms', category: '', given: false, at }]);
