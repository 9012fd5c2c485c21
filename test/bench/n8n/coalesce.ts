import { randomUUID } from 'node:crypto';
import { packPackage, startN8n, type N8n } from '../host/n8n';
import { waitFor } from '../host/wait';
import { node, set, workflow } from '../support/workflow';
import { median, short, type BenchRow } from './rows';
import { countWaits } from './waits';

const ROUNDS = 5;

interface Sent {
  readonly requests: number;
  readonly eventsPerRequest: number;
}

/** Posts events one request after the other; returns events per second. */
async function postRate(n8n: N8n, path: string, { requests, eventsPerRequest }: Sent): Promise<number> {
  const start = performance.now();
  for (let request = 0; request < requests; request += 1) {
    const events = Array.from({ length: eventsPerRequest }, () => ({
      userId: randomUUID(),
      event: 'bench.nothing',
    }));
    const { status } = await n8n.postWebhook(path, events);
    if (status !== 202) throw new Error(`the intake answered ${status}`);
  }
  return (requests * eventsPerRequest * 1000) / (performance.now() - start);
}

/** Events per second through n8n's own route, 100 to a request against one. */
export async function triggerBatch(n8n: N8n): Promise<BenchRow> {
  const single: number[] = [];
  const batched: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    single.push(await postRate(n8n, 'bench-1', { requests: 40, eventsPerRequest: 1 }));
    batched.push(await postRate(n8n, 'bench-1', { requests: 40, eventsPerRequest: 100 }));
  }
  return {
    name: 'trigger-batch',
    ratio: median(batched) / median(single),
    goal: 60,
    better: 'higher',
    detail: `${short(median(batched))} events/s at 100 a request, ${short(median(single))} at 1; default expression engine, SQLite`,
  };
}

/** Enters people and waits until all of them wait; returns people per second. */
async function enterRate(n8n: N8n, path: string, event: string, people: number): Promise<number> {
  const before = countWaits(n8n);
  const start = performance.now();
  const events = Array.from({ length: people }, () => ({ userId: randomUUID(), event }));
  await n8n.postWebhook(path, events);
  await waitFor('everybody to wait', () => countWaits(n8n) >= before + people, {
    everyMs: 20,
    timeoutMs: 300_000,
  });
  return (people * 1000) / (performance.now() - start);
}

/** People per second from event to first wait, 500 to an execution against one. */
export async function coalesce(n8n: N8n): Promise<BenchRow> {
  const alone: number[] = [];
  const together: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await enterRate(n8n, 'bench-1', 'bench.alone', 60));
    together.push(await enterRate(n8n, 'bench-500', 'bench.together', 1000));
  }
  return {
    name: 'coalesce',
    ratio: median(together) / median(alone),
    goal: 40,
    better: 'higher',
    detail: `${short(median(together))} people/s at 500 an execution, ${short(median(alone))} at 1; default expression engine, SQLite`,
  };
}

function journey(
  name: string,
  path: string,
  events: string,
  peoplePerExecution: number,
): ReturnType<typeof workflow> {
  return workflow(
    name,
    [
      node('Start', 'userEventTrigger', { path, events, peoplePerExecution, options: { binaryData: true } }),
      set('Prepare', { greeting: '"Hello " + $json.userId' }),
      node('Wait', 'waitForEvent', {
        branches: { values: [{ name: 'Go', event: 'bench.go', conditions: {}, id: '' }] },
      }),
    ],
    [
      ['Start', 'Prepare'],
      ['Prepare', 'Wait'],
    ],
  );
}

/** All rows that need a real n8n. */
export async function n8nRows(): Promise<BenchRow[]> {
  const n8n = await startN8n({ packages: [await packPackage()] });
  try {
    for (const draft of [
      journey('Alone', 'bench-1', 'bench.alone', 1),
      journey('Together', 'bench-500', 'bench.together', 500),
    ]) {
      const { id } = await n8n.importWorkflow(draft);
      await n8n.publishAndWait(id);
    }
    return [await triggerBatch(n8n), await coalesce(n8n)];
  } finally {
    await n8n.dispose();
  }
}
