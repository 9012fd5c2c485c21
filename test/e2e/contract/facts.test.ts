import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type N8n, startN8n } from '../../host/n8n';
import { noOp } from '../../support/lab';
import { node, set, workflow } from '../../support/workflow';

jest.setTimeout(300_000);

interface Fact {
  activation?: string;
  done?: string | null;
  finished?: string | null;
  last?: string;
  ran?: string;
  mode?: string;
  source?: unknown;
  metadata?: unknown;
  earlier?: string[];
  given?: number;
  items?: unknown[];
  texts?: unknown[];
}

/** What is true of n8n itself; journey/host/continuation.ts is built on it. */
describe('n8n', () => {
  let n8n: N8n;
  const folder = mkdtempSync(join(tmpdir(), 'journeys-probe-'));
  beforeAll(async () => {
    n8n = await startN8n({
      env: { N8N_CUSTOM_EXTENSIONS: join(__dirname, 'probe'), PROBE_FOLDER: folder },
    });
  });
  afterAll(async () => {
    await n8n?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const facts = (id: string): Fact[] => {
    const file = join(folder, `${id}.out`);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Fact);
  };
  const order = (id: string, items: object[], key: string) =>
    appendFileSync(join(folder, `${id}.in`), `${JSON.stringify({ items, key })}\n`);
  const until = (id: string, what: string, holds: (all: Fact[]) => boolean) =>
    n8n.wait(what, () => holds(facts(id)), { everyMs: 30 });
  const ends = (id: string, count: number) =>
    until(id, `${count} ends`, (all) => all.filter(({ done }) => done !== undefined).length === count);

  const probe = (plan: string, settings = {}, text = '') =>
    workflow(
      plan,
      [
        node(
          'Start',
          'n8n-nodes-base.webhook',
          { path: plan, httpMethod: 'POST' },
          { typeVersion: 2, webhookId: plan },
        ),
        set('Before', {}),
        node('Probe', 'CUSTOM.probe', { plan, text }, settings),
        set('After', { before: "$('Before').item.json.name", first: "$('Before').first().json.name" }),
        noOp('Leak'),
      ],
      [
        ['Start', 'Before'],
        ['Before', 'Probe'],
        ['Probe', 'Leak'],
        ['Probe', 'After', 1],
      ],
    );
  const publish = async (plan: string, settings = {}, text = '') => {
    const { id } = await n8n.importWorkflow(probe(plan, settings, text));
    await n8n.publishAndWait(id);
    return id;
  };
  const executions = async (id: string, count: number) =>
    await Promise.all((await n8n.waitForExecutions(id, count)).map((one) => n8n.getExecution(one.id)));

  it('starts an execution where a node emits, runs what is pushed on its stack, and tells when it is over', async () => {
    const id = await publish('again');
    expect(facts(id)).toEqual([{ activation: 'activate' }]);
    order(id, [{ name: 'emitted' }], 'again-1');
    await ends(id, 1);
    const [, first, second, ...rest] = facts(id);
    expect(first).toMatchObject({
      mode: 'trigger',
      source: null,
      earlier: [],
      metadata: null,
      items: [{ name: 'emitted' }],
    });
    expect(second).toMatchObject({
      source: { main: [{ previousNode: 'Before' }] },
      metadata: { probe: 7 },
      earlier: ['Before', 'Probe'],
      items: [{ name: 'again' }],
    });
    expect(rest).toEqual([{ finished: null, last: 'After' }, { done: 'success' }]);
    const [execution] = await executions(id, 1);
    expect(execution?.json('After')).toMatchObject([
      { name: 'again', before: 'restored', first: 'restored' },
    ]);
    // The first pass takes the place of whatever was put at run 0 of the node, the second one comes after it.
    expect(execution?.nodes.get('Probe')?.map((run) => run.outputs.map(({ length }) => length))).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(execution?.nodes.has('Leak')).toBe(false);
  });

  it('starts nothing for a key that was used, once the first execution has begun', async () => {
    const id = await publish('key');
    order(id, [{}], 'same');
    await ends(id, 1);
    order(id, [{}], 'same');
    order(id, [{}], 'other');
    await until(id, 'the other one', (all) => all.filter(({ done }) => done === 'success').length === 2);
    expect(facts(id).filter(({ ran }) => ran !== undefined)).toHaveLength(2);
    expect(await n8n.listExecutions(id)).toHaveLength(2);
  });

  it('reads Always Output Data after the node ran, from the entry the node can reach', async () => {
    const [loud, quiet] = await Promise.all([
      publish('loud', { alwaysOutputData: true }),
      publish('quiet', { alwaysOutputData: true }),
    ]);
    order(loud, [{}], 'loud');
    order(quiet, [{}], 'quiet');
    expect((await executions(loud, 1))[0]?.json('Leak')).toEqual([{}]);
    expect((await executions(quiet, 1))[0]?.nodes.has('Leak')).toBe(false);
  });

  it('reads On Error after the node ran and Retry On Fail before, and tells the error when it is over', async () => {
    const id = await publish('throw', {
      onError: 'continueRegularOutput',
      retryOnFail: true,
      maxTries: 2,
      waitBetweenTries: 10,
    });
    order(id, [{ name: 'x' }], 'throw');
    await ends(id, 1);
    const all = facts(id);
    expect(all.filter(({ ran }) => ran === 'throw')).toHaveLength(2);
    expect(all.filter(({ finished }) => finished !== undefined)).toEqual([
      { finished: 'as planned', last: 'Probe' },
      { finished: 'as planned', last: 'Probe' },
    ]);
    const [execution] = await executions(id, 1);
    expect(execution?.status).toBe('error');
    expect(execution?.nodes.has('Leak')).toBe(false);
  });

  it('keeps all items within reach under Execute Once, also for expressions', async () => {
    const id = await publish('once', { executeOnce: true }, '={{ $json.name }}');
    order(id, [{ name: 'ann' }, { name: 'bob' }], 'once');
    await ends(id, 1);
    const fact = facts(id).find(({ ran }) => ran === 'once');
    expect(fact).toMatchObject({
      given: 1,
      items: [{ name: 'ann' }, { name: 'bob' }],
      texts: ['ann', 'bob'],
    });
  });

  it('says why a trigger starts: activated, updated, or n8n itself started', async () => {
    const id = await publish('mode');
    await n8n.updateWorkflow(id, { ...probe('mode', {}, 'changed') });
    await n8n.publishAndWait(id);
    await n8n.unpublish(id);
    await n8n.publishAndWait(id);
    await n8n.kill9();
    await n8n.start();
    await n8n.waitUntilActive(id);
    expect(facts(id).map(({ activation }) => activation)).toEqual(['activate', 'update', 'activate', 'init']);
  });
});
