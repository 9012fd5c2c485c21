/** Looking people up in a CRM, answered by a server that knows two addresses and no other. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { keepCredential } from './credentials';
import { openStore } from './harness';
import { arrived, ended, errors, happens, publish, stage } from './stage';

stage();

let server: Server;
let asked: string[] = [];
/** What the CRM answers instead, call by call; 0 cuts the connection. */
let failures: number[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${String(request.headers['x-key'])}`);
    const failure = failures.shift();
    if (failure === 0) return void request.socket.destroy();
    if (failure !== undefined) return void response.writeHead(failure).end('{"message":"busy"}');
    const person = {
      key: 7,
      mail: 'ann@home.example',
      owner: 'o1',
      fullName: 'Ann',
      tier: 'gold',
      big: 'x'.repeat(70_000),
    };
    const answers: Record<string, IDataObject> = {
      '/api/people?email=ann%40home.example': person,
      '/api/staff/o1': { key: 'o1', fullName: 'Max Manager', mail: 'max@dealer.example' },
    };
    const found = answers[request.url ?? ''];
    response.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
beforeEach(() => {
  asked = [];
  failures = [];
  const { port } = server.address() as AddressInfo;
  const fields = '{"id":"key","name":"fullName","email":"mail","ownerId":"owner"}';
  keepCredential('crmApi', {
    provider: 'genericHttp',
    baseUrl: `http://127.0.0.1:${port}/api`,
    authentication: 'header',
    headerName: 'X-Key',
    headerSecret: 'k1',
    profilePath: 'people?{by}={value}',
    profileFields: fields,
    ownerPath: 'staff/{ownerId}',
    ownerFields: fields,
  });
});
afterAll(() => new Promise((closed) => server.close(closed)));

const KEEP = {
  values: [
    { path: 'name', trait: 'name' },
    { path: 'owner.email', trait: 'manager' },
    { path: 'attributes.tier', trait: 'tier' },
    { path: 'phone', trait: 'phone' },
  ],
};
/** Lets people with these addresses into a journey that looks them up. */
async function lookUp(people: Record<string, string>, parameters: IDataObject = {}) {
  const given = {
    operation: 'lookUp',
    lookUpValue: '={{ $json.properties.mail }}',
    keep: KEEP,
    ...parameters,
  };
  const credentials = { crmApi: { id: '1', name: 'crm' } };
  const start = await publish([node('P', 'userProfile', given, { credentials })], [['T', 'P']]);
  for (const [user, mail] of Object.entries(people)) await happens(start, [user], { mail });
  return arrived('P').map(({ crm }) => crm as IDataObject);
}
const traits = async (userId: string) => (await (await openStore()).userProfiles([userId]))[0]?.traits;

test('finds the person and who is responsible, and keeps what was chosen', async () => {
  expect(await lookUp({ ann: 'ann@home.example' })).toMatchObject([
    {
      outcome: 'found',
      id: '7',
      name: 'Ann',
      owner: { id: 'o1', name: 'Max Manager', email: 'max@dealer.example' },
      reason: null,
    },
  ]);
  expect(asked).toEqual(['GET /api/people?email=ann%40home.example k1', 'GET /api/staff/o1 k1']);
  expect(await traits('ann')).toEqual({ name: 'Ann', manager: 'max@dealer.example', tier: 'gold' });
  expect(arrived('P')[0]?.['profile']).toMatchObject({ outcome: 'changed', traits: { tier: 'gold' } });
});

test('without the owner one call is made', async () => {
  const [found] = await lookUp({ bob: 'ann@home.example' }, { withOwner: false });
  expect(found).toMatchObject({ outcome: 'found', ownerId: 'o1', owner: null });
  expect(asked).toHaveLength(1);
  expect(await traits('bob')).toEqual({ name: 'Ann', tier: 'gold' });
});

test('somebody unknown is an outcome, and nothing is kept', async () => {
  expect(await lookUp({ cat: 'cat@home.example' })).toMatchObject([{ outcome: 'not_found' }]);
  expect([errors(), await traits('cat')]).toEqual([[], {}]);
});

test('no answer is asked for once more; then it is unknown, and it is said', async () => {
  failures = [0];
  expect(await lookUp({ dan: 'ann@home.example' })).toMatchObject([{ outcome: 'found' }]);
  failures = [0, 0];
  expect(await lookUp({ eve: 'ann@home.example' })).toMatchObject([{ outcome: 'unknown' }]);
  failures = [401];
  expect(await lookUp({ fay: 'ann@home.example' })).toMatchObject([{ outcome: 'refused' }]);
  const hints = ended().flatMap(({ run }) => run.data.resultData.runData['P']?.[0]?.hints ?? []);
  expect(hints.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The CRM's answers about 1 of these people were of no use: /),
  ]);
  expect(await traits('eve')).toEqual({});
});

test('what is too large to keep is said, and the others of the answer are not kept by halves', async () => {
  const values = [{ path: 'attributes.big', trait: 'big' }, ...KEEP.values];
  const [found] = await lookUp({ hal: 'ann@home.example' }, { keep: { values } });
  expect(found).toMatchObject({
    outcome: 'found',
    reason: expect.stringMatching(/^nothing was kept: they are 70\d+ bytes/) as string,
  });
  expect([errors(), await traits('hal')]).toEqual([[], {}]);
});

test.each<[string, IDataObject, RegExp]>([
  ['no value', { lookUpValue: ' ' }, /The Value is empty. Give the email/],
  ['half a field', { keep: { values: [{ path: 'name', trait: '' }] } }, /Field 1 of Keep in Profile/],
])('%s is an error that names the field', async (_, parameters, message) => {
  await lookUp({ gus: 'ann@home.example' }, parameters);
  expect([errors().join(), asked]).toEqual([expect.stringMatching(message), []]);
});
