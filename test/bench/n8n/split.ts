import type { N8n } from '../../host/n8n';
import type { WorkflowJson } from '../../host/n8n-options';
import { waitFor } from '../../host/wait';
import { node, workflow } from '../../support/workflow';
import { inTurns, median, short, type BenchRow, type Family } from '../rows';
import { underWay } from './sizes';
import { onN8n } from './stage';

const ITEMS = 10_000;
/** n8n's Switch has taken 24 ms an item on a busy machine. */
const TIMEOUT_MS = 20 * 60_000;

/** Segment Split against n8n's Switch, three rules of three conditions, under both expression engines. */
export const split: Family = {
  names: ['split'],
  measure: async () => [
    await measureUnder('legacy', { N8N_EXPRESSION_ENGINE: 'legacy' }, 100),
    await measureUnder('default', {}, 500),
  ],
};

function measureUnder(engine: string, env: Record<string, string>, goal: number): Promise<BenchRow> {
  const drafts = [
    splitting('ours', node('Split', 'segmentSplit', segments())),
    splitting('native', node('Split', 'n8n-nodes-base.switch', rules(), { typeVersion: 3.2 })),
  ];
  return onN8n(
    drafts,
    async (n8n, [ours = '', theirs = '']) => {
      const times = await inTurns({
        ours: () => perItem(n8n, ours, 'ours'),
        native: () => perItem(n8n, theirs, 'native'),
      });
      const [own, other] = [median(times.ours), median(times.native)];
      return {
        name: `split-${engine}`,
        ratio: other / own,
        goal,
        better: 'higher',
        detail: `${short(own)} us an item (Segment Split), ${short(other)} us (Switch), ${ITEMS} items, 3 rules of 3 conditions; ${engine} expression engine, SQLite`,
      };
    },
    { env },
  );
}

function splitting(path: string, by: ReturnType<typeof node>): WorkflowJson {
  const start = node(
    'Start',
    'n8n-nodes-base.webhook',
    { httpMethod: 'POST', path },
    { typeVersion: 2, webhookId: path },
  );
  const code = `return Array.from({ length: ${ITEMS} }, (_, n) => ({ json: { plan: 'abcd'[n % 4],
    properties: { amount: n % 40, country: n % 3 === 0 ? 'DE' : 'AT' } } }));`;
  const make = node('Make', 'n8n-nodes-base.code', { jsCode: code }, { typeVersion: 2 });
  return workflow(
    path,
    [start, make, by],
    [
      ['Start', 'Make'],
      ['Make', by.name],
    ],
  );
}

/** Three conditions, as the editor writes them. */
function conditions(plan: string) {
  const condition = (
    name: string,
    leftValue: string,
    type: string,
    operation: string,
    rightValue: unknown,
  ) => ({
    id: name,
    leftValue: `={{ $json.${leftValue} }}`,
    rightValue,
    operator: { type, operation },
  });
  return {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    combinator: 'and',
    conditions: [
      condition('plan', 'plan', 'string', 'equals', plan),
      condition('amount', 'properties.amount', 'number', 'gt', 10),
      condition('country', 'properties.country', 'string', 'equals', 'AT'),
    ],
  };
}

const PLANS = ['a', 'b', 'c'];

function segments() {
  return {
    splitBy: 'conditions',
    segments: { values: PLANS.map((plan) => ({ name: plan, conditions: conditions(plan) })) },
  };
}

function rules() {
  return {
    mode: 'rules',
    rules: {
      values: PLANS.map((plan) => ({ conditions: conditions(plan), outputKey: plan, renameOutput: true })),
    },
    options: { fallbackOutput: 'extra' },
  };
}

/** Microseconds an item, by n8n's own record of the node's run. */
async function perItem(n8n: N8n, workflowId: string, path: string): Promise<number> {
  const known = (await n8n.listExecutions(workflowId)).length;
  await n8n.postWebhook(path, {});
  // From outside: while a node works through its items n8n may answer nobody for minutes.
  await waitFor('the execution to end', () => underWay(n8n) === 0, { timeoutMs: TIMEOUT_MS, everyMs: 1000 });
  const [newest] = await n8n.waitForExecutions(workflowId, known + 1);
  const execution = await n8n.getExecution(newest?.id ?? '');
  const [run] = execution.nodes.get('Split') ?? [];
  const counts = run?.outputs.map((output) => output.length) ?? [];
  if (!run || JSON.stringify(counts) !== JSON.stringify(expected())) {
    throw new Error(`${path} put out ${JSON.stringify(counts)}: ${execution.error ?? 'no error'}`);
  }
  return (run.ms * 1000) / ITEMS;
}

/** How many items leave by each output. */
function expected(): number[] {
  const counts = [0, 0, 0, 0];
  for (let n = 0; n < ITEMS; n += 1) {
    const met = n % 4 < 3 && n % 40 > 10 && n % 3 !== 0;
    counts[met ? n % 4 : 3] = (counts[met ? n % 4 : 3] ?? 0) + 1;
  }
  return counts;
}
