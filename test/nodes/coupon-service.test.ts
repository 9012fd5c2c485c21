/** A coupon service that is told of each code once, whatever breaks in between. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { keepCredential } from './credentials';
import { openStore } from './harness';
import { arrived, canvas, DAY, ended, errors, happens, move, passes, publish, stage, users } from './stage';

stage();

interface Call {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: IDataObject;
}

let server: Server;
let calls: Call[] = [];
/** What the service answers, call by call; then 201. 0 cuts the connection. */
let answers: number[] = [];
/** How long the service takes to answer, in business time. */
let takesMs = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      calls.push({ url: request.url, headers: request.headers, body: JSON.parse(text) as IDataObject });
      const status = answers.shift() ?? 201;
      move(takesMs);
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
beforeEach(() => {
  calls = [];
  answers = [];
  takesMs = 0;
});
afterAll(() => new Promise((closed) => server.close(closed)));

let plans = 0;
/** Publishes a journey whose coupons are handed to the service, and lets ann into it. */
async function hand(honoursIdempotencyKeys: boolean, parameters: IDataObject = {}, prepare = async () => {}) {
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/api/`;
  const secret = { headerName: 'X-Api-Key', headerSecret: 'k1', honoursIdempotencyKeys };
  keepCredential('couponServiceApi', { baseUrl, ...secret });
  const given = { plan: `service-${++plans}`, handOver: true, outcomesAs: 'outputs', ...parameters };
  const credentials = { couponServiceApi: { id: '1', name: 'service' } };
  const start = await publish([node('C', 'sendCoupon', given, { credentials })], [['T', 'C']]);
  await prepare();
  await happens(start, ['ann']);
}

const service = (output: number) =>
  arrived('C', output).map(({ coupon }) => (coupon as IDataObject)['service']);
const keys = () => calls.map(({ headers }) => headers['idempotency-key']);

test('gets the code, our key and who is calling', async () => {
  const fields = { values: [{ name: 'campaign', value: '={{ $json.event }}' }] };
  await hand(false, { servicePath: '/v1/coupons', serviceFields: fields });
  expect([errors(), users('C', 0)]).toEqual([[], ['ann']]);
  expect(service(0)).toEqual([{ outcome: 'handed_over', status: 201, reason: null }]);
  expect(calls).toMatchObject([
    {
      url: '/api/v1/coupons',
      headers: { 'x-api-key': 'k1', 'idempotency-key': expect.stringMatching(/:service$/) },
      body: { userId: 'ann', scope: 'app only', campaign: expect.stringMatching(/^start/) },
    },
  ]);
  expect(calls[0]?.body['code']).toBe((arrived('C')[0]?.['coupon'] as IDataObject)['code']);
});

test('a refusal is an outcome with its status; the code stays', async () => {
  answers = [422];
  await hand(true);
  expect(service(4)).toEqual([{ outcome: 'refused', status: 422, reason: 'answered 422' }]);
  expect([calls.length, arrived('C', 4)[0]?.['coupon']]).toMatchObject([1, { outcome: 'issued' }]);
});

test.each([503, 0])('an unclear end (%i) is never called again blindly', async (status) => {
  answers = [status];
  await hand(false);
  await passes(DAY);
  expect(service(5)).toMatchObject([{ outcome: 'unknown', status: status || null }]);
  expect(calls).toHaveLength(1);
});

test('where keys are honoured, it is called again with the same key', async () => {
  answers = [503, 0];
  await hand(true);
  expect(service(0)).toEqual([{ outcome: 'handed_over', status: 201, reason: null }]);
  expect([keys().length, new Set(keys()).size]).toEqual([3, 1]);
});

/** The lease of the first call is over at once, as if the process came back much later. */
const dies = (leaseMs: number) => async () => {
  const store = await openStore();
  const reserve = store.reserveCall.bind(store);
  jest.spyOn(store, 'reserveCall').mockImplementation((request) => reserve({ ...request, leaseMs }));
  jest.spyOn(store, 'settleCall').mockRejectedValueOnce(new Error('killed'));
};

describe('a process that dies after the call and before it is written down', () => {
  test('calls again with the same key and the same code, where keys are honoured', async () => {
    await hand(true, {}, dies(-1));
    await passes(DAY);
    expect([ended().length, service(0).length, keys().length, new Set(keys()).size]).toEqual([2, 1, 2, 1]);
    expect(new Set(calls.map(({ body }) => body['code'])).size).toBe(1);
  });

  test('elsewhere leaves by Unknown, and the service was called once', async () => {
    await hand(false, {}, dies(-1));
    await passes(DAY);
    expect(service(5)).toMatchObject([{ outcome: 'unknown' }]);
    expect(calls).toHaveLength(1);
  });

  test('while its call may be under way, nothing is called and the person is tried again', async () => {
    await hand(true, {}, dies(60_000));
    await passes(3000);
    expect(errors().at(-1)).toBe('A call to the coupon service may still be under way');
    expect([calls.length, arrived('C').length]).toEqual([1, 0]);
  });
});

test.each([
  ['takes an hour to answer', async () => {}],
  ['has to be told again after a crash', dies(-1)],
])('when it %s, what counts from the step still counts from the issue', async (_, prepare) => {
  takesMs = DAY / 24;
  await hand(true, {}, prepare);
  await passes(DAY);
  expect(users('C', 0)).toEqual(['ann']);
  const store = await openStore();
  const query = { userId: 'ann', workflowId: canvas().workflow.id, activeOnly: false };
  const passages = await store.passagesOf(query);
  const issuedAt = Date.parse(String((arrived('C')[0]?.['coupon'] as IDataObject)['issuedAt']));
  const own = passages[0]?.steps.filter(({ nodeId }) => nodeId === canvas().workflow.nodes['C']?.id);
  expect(own?.map(({ outcome, at }) => [outcome, at - issuedAt]).sort()).toEqual([
    ['issued', 0],
    ['service_handed_over', 0],
  ]);
});

test('no item can choose the address: nothing is issued, reserved or called', async () => {
  const asked: jest.SpyInstance[] = [];
  await hand(true, { servicePath: '../../elsewhere' }, async () => {
    const store = await openStore();
    asked.push(jest.spyOn(store, 'issueCoupons'), jest.spyOn(store, 'reserveCall'));
  });
  await passes(DAY);
  expect(errors()[0]).toMatch(/leads out of the service's base URL/);
  expect([calls, ...asked.flatMap(({ mock }) => mock.calls)]).toEqual([[]]);
});
