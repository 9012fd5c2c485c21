/** The call list: the page of Outbound Call Task for teams without a call centre, opened and posted as a browser does. */
import type { IDataObject } from 'n8n-workflow';
import { begin, callCentre, desk, OUT, PHONES, said } from './calls-kit';
import { items, webhooks } from './harness';
import { canvas, DAY, happens, now, passes, settledNow, stage, users } from './stage';

stage();
callCentre();

const HOUR = DAY / 24;
const LIST = { madeBy: 'callList' };
const shown = (given: IDataObject = {}): IDataObject => ({
  ...LIST,
  variables: { values: [{ name: 'Model', value: '={{ $json.properties.model }}' }] },
  ...given,
});

/** Who has gone on; the test run that shows the link is not counted. */
const gone = () => users('C').filter((userId) => userId !== 'x');

/** The link, as a test run shows it. */
async function link(): Promise<string> {
  const run = await canvas().manual('C', [{ userId: 'x', properties: { phone: '1' } }]);
  const [item] = Object.values(OUT).flatMap((output) => items(run, 'C', output));
  return String((item?.['call'] as IDataObject)['list']);
}
const open = async (address: string, language = 'en') => {
  const answer = await fetch(address, { headers: { 'accept-language': language } });
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
};
/** Sends the form of ann's call on the page, with these fields changed. */
async function post(address: string, fields: Record<string, string>, page?: string) {
  const html = page ?? (await open(address)).html;
  const task = /Call ann<[^]*?name="task" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams({
    task,
    action: 'record',
    agent: 'Li',
    note: '',
    callbackAt: '',
    ...fields,
  });
  const answer = await fetch(address, { method: 'POST', body });
  const text = await answer.text();
  await settledNow();
  return { status: answer.status, html: text };
}

test('agents see whom to call, with what is known and what to say; the result brings the person on', async () => {
  await begin(shown());
  const address = await link();
  const { status, html, headers } = await open(address);
  for (const text of ['Call ann', PHONES.ann, 'Dear ann', '<dt>Model</dt><dd>X5</dd>', 'No answer'])
    expect(html).toContain(text);
  expect([status, headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
    ...[200, 'no-store', 'no-referrer'],
  ]);
  expect(html).not.toMatch(/<script|https?:\/\/|src=/);
  expect(gone()).toEqual([]);
  const recorded = await post(address, { disposition: 'connected', note: 'will come' });
  expect([recorded.status, recorded.html.includes('Call ann')]).toEqual([200, false]);
  expect(said(OUT.reached).slice(1)).toMatchObject([
    { outcome: 'connected', note: 'will come', agent: 'Li', provider: 'callList', taskId: null },
  ]);
});

test('opening it changes nothing, however often', async () => {
  await begin(shown());
  const address = await link();
  for (let time = 0; time < 3; time += 1) await open(address);
  await settledNow();
  expect([gone(), (await open(address)).html.includes('Call ann')]).toEqual([[], true]);
});

test.each<[string, (address: string) => string]>([
  ['no token', (address) => address.replace(/\?.*/, '')],
  ['another token', (address) => address.replace(/t=./, 't=_')],
  ['a token cut short', (address) => address.slice(0, -2)],
])('with %s nobody sees or changes anything', async (_, change) => {
  await begin(shown());
  const [address, html] = [change(await link()), (await open(await link())).html];
  expect([(await open(address)).status, (await open(address)).html.includes('ann')]).toEqual([404, false]);
  expect((await post(address, { disposition: 'connected' }, html)).status).toBe(404);
  expect(gone()).toEqual([]);
});

test('another word makes another link, and the old one is worth nothing', async () => {
  await begin(shown());
  const old = await link();
  await canvas().close();
  await begin(shown({ settings: { linkWord: 'spring' } }));
  expect([(await open(await link())).status, (await open(old)).status]).toEqual([200, 404]);
});

test('the first result counts; sent twice it is recorded once', async () => {
  await begin(shown());
  const address = await link();
  const { html } = await open(address);
  expect((await post(address, { disposition: 'refused' }, html)).status).toBe(200);
  const second = await post(address, { disposition: 'connected' }, html);
  expect([second.status, second.html.includes('closed already')]).toEqual([409, true]);
  expect([users('C', OUT.refused), users('C', OUT.reached)]).toEqual([['ann'], ['x']]);
});

test('what is not complete is asked for again, with what was written', async () => {
  await begin(shown());
  const address = await link();
  const none = await post(address, { note: '<b>later</b>' });
  expect([none.status, none.html.includes('Please choose how')]).toEqual([422, true]);
  expect(none.html).toContain('&lt;b&gt;later&lt;/b&gt;');
  for (const callbackAt of ['', 'soon', '2020-01-01T10:00'])
    expect((await post(address, { disposition: 'callback', callbackAt })).status).toBe(422);
  expect((await post(address, { disposition: 'cancelled' })).status).toBe(422);
  expect(gone()).toEqual([]);
});

test('a time to call back is on the clock of the list', async () => {
  await begin(shown({ settings: { timeZone: 'Asia/Shanghai' } }));
  const address = await link();
  const wanted = now() + 30 * HOUR;
  const callbackAt = new Date(wanted + 8 * HOUR).toISOString().slice(0, 16);
  await post(address, { disposition: 'callback', callbackAt });
  expect((await open(address)).html).not.toContain('Call ann');
  await passes(30 * HOUR);
  const { html } = await open(address);
  expect([html.includes('Call ann'), html.includes('Call no. 2')]).toEqual([true, true]);
});

test('who is at a call is shown, and others see their own', async () => {
  await begin(shown(), {}, ['ann', 'bob']);
  const address = await link();
  const mine = await open(`${address}&agent=Li`);
  expect(mine.html.match(/I am calling now/g)).toHaveLength(2);
  await post(`${address}&agent=Li`, { action: 'take' }, mine.html);
  expect((await open(address)).html).toContain('At it: Li');
  const others = await open(`${address}&agent=Wang`);
  expect([others.html.includes('Call ann'), others.html.includes('Call bob')]).toEqual([false, true]);
  expect(others.html).toContain('Calls of others: 1');
});

describe('two agents and one call', () => {
  const stale = async () => {
    await begin(shown());
    const address = await link();
    return { address, html: (await open(`${address}&agent=x`)).html };
  };
  const taking = (agent: string, from = '') => ({ action: 'take', agent, ...(from ? { from } : {}) });
  const atIt = async (address: string) => /At it: ([^<]*)</.exec((await open(address)).html)?.[1];

  test('whoever is second learns who is at it, however old their page is', async () => {
    const { address, html } = await stale();
    expect((await post(address, taking('Li'), html)).status).toBe(200);
    const second = await post(address, taking('Wang'), html);
    expect([second.status, second.html.includes('role="alert">At it: Li</p>')]).toEqual([409, true]);
    expect(second.html).toContain('name="from" value="Li"');
    expect((await post(address, taking(' li '), html)).status).toBe(200);
    expect(await atIt(address)).toBe('Li');
  });

  test('one takes it over on purpose, and the other takes it back', async () => {
    const { address, html } = await stale();
    await post(address, taking('Li'), html);
    expect([(await post(address, taking('Wang', 'Li'), html)).status, await atIt(address)]).toEqual([
      ...[200, 'Wang'],
    ]);
    // It is no longer Li's to be taken from.
    expect((await post(address, taking('Zhao', 'Li'), html)).status).toBe(409);
    expect([(await post(address, taking('Li', 'Wang'), html)).status, await atIt(address)]).toEqual([
      ...[200, 'Li'],
    ]);
  });

  test('at the same moment, one of them gets it', async () => {
    const { address, html } = await stale();
    const names = ['Li', 'Wang', 'Zhao', 'Qian'];
    const answers = await Promise.all(names.map((name) => post(address, taking(name), html)));
    const winners = names.filter((_, place) => answers[place]?.status === 200);
    expect(winners).toEqual([await atIt(address)]);
  });
});

test('urgent calls come first, then those that are due', async () => {
  const priority = '={{ $json.userId === "zoe" ? 9 : 0 }}';
  await begin(shown({ priority }), {}, ['ann', 'bob', 'zoe']);
  const { html } = await open(await link());
  const order = ['zoe', 'ann', 'bob'].map((name) => html.indexOf(`Call ${name}`));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('in Chinese for who reads Chinese, and whatever people are called is text', async () => {
  await begin(shown({ taskName: '<img src=x onerror=alert(1)>', script: '</p><script>alert(2)</script>' }));
  const { html } = await open(await link(), 'zh-CN,zh;q=0.9');
  expect(html).toContain('<html lang="zh">');
  expect(html).toContain('无人接听');
  expect(html).not.toMatch(/<img|<script/);
});

test('never call again: consent is withdrawn, also for other journeys', async () => {
  await begin(shown());
  await post(await link(), { disposition: 'do_not_call' });
  expect(users('C', OUT.doNotCall)).toEqual(['ann']);
  await canvas().close();
  await begin(shown());
  expect(said(OUT.notCalled)).toMatchObject([{ outcome: 'suppressed', reason: 'refused' }]);
});

test('who has left the journey or timed out is no longer on the list', async () => {
  await begin(shown(), { exits: { values: [{ event: 'bought' }] } }, ['ann', 'bob']);
  const address = await link();
  const { html } = await open(address);
  await happens('bought', ['ann']);
  expect((await open(address)).html).not.toContain('Call ann');
  const late = await post(address, { disposition: 'connected' }, html);
  expect([late.status, late.html.includes('Call bob')]).toEqual([409, true]);
  await passes(3 * DAY);
  expect((await open(address)).html).toContain('Nobody is to be called');
  expect([desk().tasks, webhooks.base]).toEqual([[], expect.any(String)]);
});
