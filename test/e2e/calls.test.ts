/** Outbound Call Task on a real n8n: with a strict call centre, and with the call list, whose form is posted as a browser does. */
import { CallCentre } from '../support/call-centre';
import { callJourney, callNode, listLinkIn } from '../support/calls';
import { DAY, Lab } from '../support/lab';
import { node, workflow } from '../support/workflow';

jest.setTimeout(300_000);

const HOUR = DAY / 24;
const PHONES = { ann: '+8613800000001', bob: '+8613800000002', cat: '+8613800000003' } as const;
type Person = keyof typeof PHONES;

let lab: Lab;
let centre: CallCentre;
let credential: { readonly id: string; readonly name: string };
beforeAll(async () => {
  centre = await CallCentre.open();
  lab = await Lab.open();
  credential = await lab.n8n.createCredential('Desk', 'callCenterApi', centre.credential);
});
afterEach(() => expect(centre.faults).toEqual([]));
afterAll(async () => {
  await lab?.close();
  await centre?.close();
});

/** Publishes the journey and lets people enter it; answers its id. */
async function begun(
  key: string,
  people: readonly Person[],
  parameters = {},
  settings = {},
): Promise<string> {
  const id = await lab.publish(callJourney(key, parameters, settings));
  const enters = (userId: Person) => ({
    ...{ userId, event: `${key}.start`, properties: { phone: PHONES[userId] } },
  });
  await lab.send(...people.map(enters));
  await lab.settled();
  return id;
}

const users = async (id: string, count: number, name: string) =>
  (await lab.executions(id, count)).flatMap((one) => one.json(name).map(({ userId }) => userId));

it('has people called by a call centre, again where nobody answered, and hears what came of it', async () => {
  const inCentre = { madeBy: 'callCenter' };
  const id = await begun('desk', ['ann', 'bob', 'cat'], inCentre, {
    credentials: { callCenterApi: credential },
  });
  expect(centre.tasks.map(({ phone }) => phone).sort()).toEqual(Object.values(PHONES));
  expect(centre.tasks[0]?.callback.startsWith(`${lab.n8n.baseUrl}/webhook/`)).toBe(true);
  expect(await centre.says(PHONES.ann, 'connected', { agent: 'Li' })).toBe(200);
  expect(await centre.says(PHONES.bob, '无人接听')).toBe(200);
  await lab.settled();
  // Once n8n has written down what is to be compared.
  await lab.executions(id, 5);
  await lab.n8n.kill9();
  await lab.n8n.start();
  // Before the clock moves: else n8n was not at work in those hours, and waits longer for what nobody could tell it.
  await lab.n8n.waitUntilActive(id);
  await lab.advance(4 * HOUR);
  expect(centre.tasks).toHaveLength(4);
  expect(await centre.says(PHONES.bob, 'do_not_call')).toBe(200);
  await lab.settled();
  await lab.advance(3 * DAY);
  // Three came; ann went on, bob was asked for three times more, and cat's time was up.
  const executions = await lab.executions(id, 8);
  const left = (name: string) => executions.flatMap((one) => one.json(name));
  expect(left('Reached')).toMatchObject([{ userId: 'ann', call: { outcome: 'connected', agent: 'Li' } }]);
  expect(left('Do Not Call')).toMatchObject([
    { userId: 'bob', call: { calls: [{ outcome: 'no_answer' }, { outcome: 'do_not_call' }] } },
  ]);
  expect(left('Timed Out')).toMatchObject([{ userId: 'cat', call: { outcome: 'timed_out' } }]);
  expect(centre.tasks).toHaveLength(4);
  const next = await begun('again', ['bob'], inCentre, { credentials: { callCenterApi: credential } });
  expect([await users(next, 1, 'Not Called'), centre.tasks.length]).toEqual([['bob'], 4]);
});

it('lets agents work on the call list without JavaScript', async () => {
  const id = await begun('list', ['ann', 'cat']);
  const [execution] = await lab.executions(id, 2);
  const link = execution && listLinkIn(execution);
  if (!link) throw new Error('The execution tells no link');
  const page = await fetch(link, { headers: { 'accept-language': 'zh-CN' } });
  const html = await page.text();
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toMatch(
    /^sandbox allow-forms[^;]*; default-src 'none';/,
  );
  expect(html).toContain('Dear ann, we missed you.');
  const tasks = [...html.matchAll(/Call (\w+)<[^]*?name="task" value="([^"]+)"/g)];
  const task = Object.fromEntries(tasks.map(([, name, key]) => [name, key]));
  const post = (address: string, fields: Record<string, string>) =>
    fetch(address, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: 'null' } });
  const record = { action: 'record', agent: 'Li', task: String(task['ann']), disposition: 'connected' };
  expect((await post(`${link}x`, record)).status).toBe(404);
  expect((await post(link, record)).status).toBe(200);
  expect((await post(link, record)).status).toBe(409);
  await lab.settled();
  expect(await users(id, 3, 'Reached')).toEqual(['ann']);
  const after = await (await fetch(link)).text();
  expect([after.includes('Call ann'), after.includes('Call cat')]).toEqual([false, true]);
  await lab.n8n.unpublish(id);
  await lab.n8n.wait('the list to be gone', async () => (await fetch(link)).status === 404);
});

it('keeps no test run in the editor waiting, and shows the link there', async () => {
  const manual = workflow(
    'call by hand',
    [node('Start', 'n8n-nodes-base.manualTrigger'), callNode({ to: '+8613800000009' })],
    [['Start', 'Call']],
  );
  const { id } = await lab.n8n.importWorkflow(manual);
  const execution = await lab.n8n.runToEnd(id, { trigger: 'Start' });
  expect(execution.json('Call')).toMatchObject([
    { call: { simulated: true, outcome: 'connected', list: expect.stringContaining('/callback?t=') } },
  ]);
});
