import { randomUUID } from 'node:crypto';
import type { N8n } from '../../host/n8n';
import { waitFor } from '../../host/wait';
import { StoreView } from '../../support/store';

const A_REQUEST = 1000;

/** How many people wait in the embedded store of a running n8n. */
export function countWaits(n8n: N8n): number {
  const [row] = new StoreView(n8n.userFolder).rows<{ count: number }>(
    `select count(*) as count from journey_wait where state = 'open'`,
  );
  return row?.count ?? 0;
}

/** Lets people enter a journey and waits until all of them wait; returns who they are. */
export async function enterAndWait(
  n8n: N8n,
  path: string,
  people: number,
  event: { readonly event: string; readonly properties?: Record<string, unknown> },
): Promise<string[]> {
  const before = countWaits(n8n);
  const users = Array.from({ length: people }, () => randomUUID());
  for (let from = 0; from < people; from += A_REQUEST) {
    const events = users.slice(from, from + A_REQUEST).map((userId) => ({ userId, ...event }));
    const { status } = await n8n.postWebhook(path, events);
    if (status !== 202) throw new Error(`the intake answered ${status}`);
  }
  await waitFor('everybody to wait', () => countWaits(n8n) >= before + people, {
    everyMs: 20,
    timeoutMs: 600_000,
  });
  return users;
}
