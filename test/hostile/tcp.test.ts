import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IWebhookFunctions } from 'n8n-workflow';
import { receive } from '../../journey';
import { journeyProcess } from '../../journey/host/process';
import { fc } from '../support/random';
import { StoreView } from '../support/store';
import { prototypes } from './door';
import { asMeant, wellFormed } from './expectations';
import { NOW } from './poison';
import { answerOf, newEvents } from './stored';
import { deliveries, Line, ping, sendTo } from './wire';

// A loaded machine is slow, not wrong; who gets no answer while others do is found by `sendTo`.
jest.setTimeout(300_000);

const REQUESTS = 2000;
const folder = mkdtempSync(path.join(tmpdir(), 'journeys-hostile-'));
const untouched = prototypes();
const troubles: unknown[] = [];
let requests = 0;
let server: Server;
let port: number;

beforeAll(async () => {
  process.env['N8N_USER_FOLDER'] = folder;
  for (const name of ['JOURNEYS_DATABASE_URL', 'JOURNEYS_DATABASE_URL_FILE', 'EXECUTIONS_MODE'])
    delete process.env[name];
  const clock = { now: () => NOW, wakeAt: () => ({ cancel: () => {} }) };
  (globalThis as { [key: symbol]: unknown })[Symbol.for('@journey-canvas/clock')] = clock;
  server = createServer((request, response) => {
    const context = {
      getMode: () => 'webhook',
      getRequestObject: () => request,
      getResponseObject: () => response,
      logger: { warn: (message: string) => troubles.push(message) },
    } as unknown as IWebhookFunctions;
    const settings = {
      // Event ids are known per source, so the same poisoned event is new each time.
      source: `door-${(requests += 1)}`,
      authentication: 'none',
      credential: () => Promise.reject(new Error('nobody asks')),
      format: { kind: 'auto' },
    } as const;
    receive(context, settings).catch((error: unknown) => troubles.push(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  await (await journeyProcess().runtime.store()).progress();
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await (await journeyProcess().runtime.store()).close();
  rmSync(folder, { recursive: true, force: true });
});

test('2,000 requests by hand are refused precisely or stored as they are meant', async () => {
  const store = new StoreView(folder);
  const slow = slowSenders(20);
  const ledger = new Map<string, number>();
  let head = 0;
  const all = fc.asyncProperty(deliveries, async (delivery) => {
    const said = await sendTo(port, '/events', delivery);
    const stored = newEvents(store, head);
    head += stored.length;
    const kind = `${delivery.transport}: ${said.status}`;
    ledger.set(kind, (ledger.get(kind) ?? 0) + 1);
    await slow.drip();
    const { expected } = delivery;
    if (expected === 'nobody' || (expected === 'perhaps' && said.text === '')) {
      // The HTTP layer itself refuses, or nobody is there any more to be told.
      if (![0, 400, 413, 431].includes(said.status)) throw new Error(`answered ${said.status} ${said.text}`);
      if (expected === 'nobody' && stored.length > 0) throw new Error('stored');
      return;
    }
    const answer = answerOf(said, stored);
    if (Array.isArray(expected)) return asMeant({ text: '', events: expected }, answer);
    wellFormed(answer);
    if (expected === 'refused' && answer.body.error === undefined) throw new Error('not refused');
  });
  await fc.assert(all, { numRuns: REQUESTS });
  console.info(
    [...ledger]
      .sort()
      .map(([kind, count]) => `${String(count).padStart(6)} ${kind}`)
      .join('\n'),
  );
  expect(troubles).toEqual([]);
  expect(prototypes()).toBe(untouched);
  expect(await slow.finish()).toEqual(Array(20).fill(202));
});

test('control: who is forgotten while others are served is found', async () => {
  const forgetful = createServer((request, response) => {
    if (request.headers['content-type'] === undefined) response.writeHead(400).end('{}');
  });
  await new Promise<void>((resolve) => forgetful.listen(0, '127.0.0.1', resolve));
  const sent = { bytes: Buffer.from('{}'), headers: {} };
  const delivery = { sent, transport: 'whole', expected: 'unsure', at: 0, by: 0 } as const;
  await expect(sendTo((forgetful.address() as AddressInfo).port, '/', delivery)).rejects.toThrow(
    'No answer to whole',
  );
  forgetful.closeAllConnections();
  await new Promise((resolve) => forgetful.close(resolve));
});

test('17 MiB, declared or not, are refused with the limit, and the next sender is served', async () => {
  const body = Buffer.alloc(17 * 1024 * 1024, 'x');
  for (const header of [`content-length: ${body.length}`, 'transfer-encoding: chunked']) {
    const line = new Line(port);
    const size = header.startsWith('transfer') ? [Buffer.from(`${body.length.toString(16)}\r\n`)] : [];
    const head = Buffer.from(`POST / HTTP/1.1\r\nhost: intake\r\n${header}\r\n\r\n`);
    await Promise.race([line.write([head, ...size, body]), line.said]);
    line.end();
    const said = await line.said;
    expect(said.status).toBe(413);
    expect(said.text).toContain('larger than 1048576 bytes');
    expect((await ping(port, '/')).status).toBe(400);
  }
  expect(troubles).toEqual([]);
});

/** Senders that never stop beginning: a byte whenever somebody else was answered, the rest at the end. */
function slowSenders(count: number): { drip: () => Promise<void>; finish: () => Promise<number[]> } {
  const senders = Array.from({ length: count }, (_, number) => {
    // The body is JSON behind more blanks than will ever drip.
    const text = `${' '.repeat(2 * REQUESTS)}{"userId":"slow-${number}","event":"late"}`;
    const head = `POST /events HTTP/1.1\r\nhost: intake\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n`;
    return { line: new Line(port), left: Buffer.from(head + text) };
  });
  let turn = 0;
  return {
    drip: async () => {
      const sender = senders[(turn += 1) % count];
      if (!sender) return;
      await sender.line.write([sender.left.subarray(0, 1)]);
      sender.left = sender.left.subarray(1);
    },
    finish: async () => {
      for (const { line, left } of senders) await line.write([left]);
      return await Promise.all(senders.map(async ({ line }) => (await line.said).status));
    },
  };
}
