/** Rating Branch on a real n8n: its page at the node's own URL, opened by scanners and answered by people. */
import { DAY, each, Lab } from '../support/lab';
import { linksIn, ratingJourney } from '../support/ratings';
import { node, workflow } from '../support/workflow';

jest.setTimeout(300_000);

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab?.close();
});

const HTML = 'text/html; charset=utf-8';

/** Starts people and returns the journey's id and their links. */
async function asked(
  key: string,
  users: readonly string[],
  parameters: Record<string, unknown> = {},
): Promise<{ readonly id: string; readonly links: Record<string, string> }> {
  const id = await lab.publish(ratingJourney(key, parameters));
  await lab.send(...each(users, `${key}.start`));
  await lab.settled();
  const executions = await lab.executions(id, users.length);
  const links = Object.assign({}, ...executions.map(linksIn)) as Record<string, string>;
  return { id, links };
}

const post = (link: string | undefined, fields: Record<string, string>): Promise<Response> =>
  fetch(String(link), { method: 'POST', body: new URLSearchParams(fields), headers: { origin: 'null' } });

const answers = (): number =>
  lab.store.rows<{ n: number }>("select count(*) as n from journey_event where name = 'rating.given'")[0]
    ?.n ?? -1;

/** Opens a link as programs do that look through mail. */
async function scan(link: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const method of ['GET', 'HEAD', 'GET', 'GET'])
    statuses.push((await fetch(link, { method, redirect: 'manual' })).status);
  return statuses;
}

it('a scanner opens every link first; then people answer, and leave by what they said', async () => {
  const { id, links } = await asked('rate', ['ann', 'bob', 'cat']);
  for (const link of Object.values(links)) {
    expect(link.startsWith(`${lab.n8n.baseUrl}/webhook/`)).toBe(true);
    expect(new URL(link).pathname).toMatch(/^\/webhook\/[\w-]{36}\/rating$/);
    expect(await scan(link)).toEqual([200, 200, 200, 200]);
  }
  await lab.settled();
  expect([answers(), lab.store.waits(id, 'open').length]).toEqual([0, 3]);

  const page = await fetch(String(links['ann']), { headers: { 'accept-language': 'zh-CN' } });
  expect(page.headers.get('content-type')).toBe(HTML);
  expect(page.headers.get('content-security-policy')).toMatch(/^sandbox allow-forms; default-src 'none';/);
  expect(await page.text()).toContain('提交评分');

  expect((await post(links['ann'], { score: '9', comment: '很好' })).status).toBe(200);
  expect((await post(links['ann'], { score: '1' })).status).toBe(409);
  expect((await post(links['bob'], { score: '3' })).status).toBe(200);
  await lab.settled();
  expect(answers()).toBe(2);
  expect([
    (await fetch(String(links['ann']))).status,
    (await post(links['ann'], { score: '1' })).status,
  ]).toEqual([410, 409]);
  const ended = await lab.executions(id, 5);
  const rated = ended.slice(3);
  expect(rated.flatMap((one) => one.json('Happy'))).toMatchObject([
    { userId: 'ann', rating: { outcome: 'Happy', score: 9, comment: '很好', via: 'page' } },
  ]);
  expect(rated.flatMap((one) => one.json('Unhappy'))).toMatchObject([
    { userId: 'bob', rating: { score: 3 } },
  ]);

  await lab.advance(3 * DAY);
  const late = await post(links['cat'], { score: '9' });
  expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('is over')]);
  const [silent] = (await lab.executions(id, 6)).slice(5);
  expect(silent?.json('Silent')).toMatchObject([{ userId: 'cat', rating: { outcome: 'No Answer' } }]);
  const states = lab.store.enrollments(id).map(({ state, reason }) => [state, reason]);
  expect(states).toEqual(Array.from({ length: 3 }, () => ['ended', 'completed']));
});

it('a wrong token, one of another node, and a form that no browser sends', async () => {
  const first = await asked('wrong-1', ['ann']);
  const second = await asked('wrong-2', ['ann']);
  const [address, token] = String(first.links['ann']).split('?t=');
  const elsewhere = String(second.links['ann']).replace(/\?t=.*/, `?t=${token}`);
  for (const link of [`${address}?t=${token}x`, `${address}?t=`, String(address), elsewhere])
    expect([(await fetch(link)).status, (await post(link, { score: '9' })).status]).toEqual([404, 404]);
  const before = answers();
  const odd = await fetch(String(first.links['ann']), {
    method: 'POST',
    body: '{"score',
    headers: { 'content-type': 'application/json' },
  });
  expect([odd.status, odd.headers.get('content-type')]).toEqual([422, HTML]);
  expect(answers()).toBe(before);
});

it('an answer by event, and one by page after the journey was published again', async () => {
  const { id, links } = await asked('again', ['ann', 'bob']);
  await lab.send({ userId: 'ann', event: 'rating.given', properties: { score: 8 } });
  await lab.republish(id, ratingJourney('again', { bands: { values: [{ name: 'Any', from: 0 }] } }));
  await lab.n8n.wait('the page to be back', async () => (await fetch(String(links['bob']))).status === 200);
  expect((await post(links['bob'], { score: '2' })).status).toBe(200);
  await lab.settled();
  const rated = (await lab.executions(id, 4)).slice(2).flatMap((one) => one.json('Happy'));
  expect(rated).toMatchObject([
    { userId: 'ann', rating: { via: 'event', score: 8 } },
    { userId: 'bob', rating: { via: 'page', score: 2, outcome: 'Any' } },
  ]);
});

it('a crash after asking: the link still works', async () => {
  const { id, links } = await asked('crash', ['ann']);
  await lab.n8n.kill9();
  await lab.n8n.start();
  await lab.n8n.wait('the page to be back', async () => {
    const answer = await fetch(String(links['ann'])).catch(() => null);
    return answer?.status === 200;
  });
  expect((await post(links['ann'], { score: '10' })).status).toBe(200);
  await lab.settled();
  const rated = (await lab.executions(id, 2)).flatMap((one) => one.json('Happy'));
  expect(rated).toMatchObject([{ userId: 'ann', rating: { score: 10 } }]);
});

it('keeps no test run in the editor waiting', async () => {
  const manual = workflow(
    'rate by hand',
    [
      node('Start', 'n8n-nodes-base.manualTrigger'),
      node('Rate', 'ratingBranch', {}),
      node('Asked', 'n8n-nodes-base.noOp'),
    ],
    [
      ['Start', 'Rate'],
      ['Rate', 'Asked'],
    ],
  );
  const { id } = await lab.n8n.importWorkflow(manual);
  const execution = await lab.n8n.runToEnd(id, { trigger: 'Start' });
  expect(execution.json('Asked')).toMatchObject([{ rating: { outcome: 'Ask' } }]);
  expect(execution.json('Rate', 1)).toMatchObject([{ rating: { outcome: 'Happy', score: 10 } }]);
});
