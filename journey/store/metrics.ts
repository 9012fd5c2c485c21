import type { MetricOutcome, MetricRequest } from '../ports/store';
import { lockRequests } from './aliases';
import type { Engine, Tx } from './engine';
import { currentPeople, standing } from './people';
import { chunks, selectIn } from './rows';

/**
 * Records metrics, each once: the key of its step makes a replay find the first one, and the journey's order id makes two
 * steps, also of two people or processes, count an order once. People who have left and older attempts record nothing;
 * people who are held out do, for they are what the others are compared with.
 */
export async function recordMetrics(
  engine: Engine,
  sent: readonly MetricRequest[],
): Promise<MetricOutcome[]> {
  return engine.write(async (tx) => {
    const requests = await lockRequests(engine, tx, sent);
    const people = await currentPeople(
      tx,
      requests.map(({ person }) => person),
    );
    const fates = requests.map(({ person }) => standing(people, person));
    const current = requests.filter((_, place) => fates[place] === 'current');
    await insert(tx, current);
    const kept = new Set(await keysAmong(tx, current));
    return requests.map(({ key }, place): MetricOutcome => {
      const fate = fates[place];
      if (fate !== 'current') return fate ?? 'stale_attempt';
      return kept.has(key) ? 'recorded' : 'duplicate_order';
    });
  });
}

/** In the order of orders, so that two processes cannot deadlock on them; within one order the first request stays. */
async function insert(tx: Tx, requests: readonly MetricRequest[]): Promise<void> {
  const sorted = [...requests].sort((a, b) => ((a.orderId ?? '') < (b.orderId ?? '') ? -1 : 1));
  for (const slice of chunks(sorted)) {
    await tx
      .insertInto('journey_metric')
      .values(
        slice.map(({ person, ...request }) => ({
          key: request.key,
          workflow_id: request.workflowId,
          version: request.version,
          node_id: request.nodeId,
          enrollment_id: person.enrollmentId,
          kind: request.kind,
          name: request.name,
          value: request.value,
          currency: request.currency,
          order_id: request.orderId,
          at: request.at,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function keysAmong(tx: Tx, requests: readonly MetricRequest[]): Promise<string[]> {
  const rows = await selectIn(
    requests.map(({ key }) => key),
    (slice) => tx.selectFrom('journey_metric').select('key').where('key', 'in', slice).execute(),
  );
  return rows.map(({ key }) => key);
}
