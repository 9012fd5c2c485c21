import { groupBy } from '../domain/group-by';
import type { LoggedEvent } from '../domain/user-event';
import type { LookBack, ParkRequest } from '../ports/store';
import type { Tx } from './engine';
import { selectIn, toEvent } from './rows';

/** From when on events count for a wait that begins. */
export async function sinceOf(
  tx: Tx,
  requests: readonly ParkRequest[],
  enteredAt: (request: ParkRequest) => number,
): Promise<Map<ParkRequest, number>> {
  const visited = await visitedNodes(tx, requests);
  return new Map(
    requests.map((request) => {
      const again = visited.has(visitKey(request.person.enrollmentId, request.nodeId));
      return [request, sinceAt(request.lookBack, again, enteredAt(request), request.startedAt)];
    }),
  );
}

function sinceAt(lookBack: LookBack, visitedBefore: boolean, enteredAt: number, startedAt: number): number {
  switch (lookBack.mode) {
    case 'default':
      return visitedBefore ? startedAt : enteredAt;
    case 'entry':
      return enteredAt;
    case 'step':
      return startedAt;
    case 'ever':
      return Number.MIN_SAFE_INTEGER;
    case 'duration':
      return startedAt - lookBack.ms;
  }
}

async function visitedNodes(tx: Tx, requests: readonly ParkRequest[]): Promise<Set<string>> {
  const rows = await selectIn(
    requests.map((request) => request.person.enrollmentId),
    (slice) =>
      tx
        .selectFrom('journey_wait')
        .select(['enrollment_id', 'node_id'])
        .where('enrollment_id', 'in', slice)
        .execute(),
  );
  return new Set(rows.map((row) => visitKey(row.enrollment_id, row.node_id)));
}

function visitKey(enrollmentId: string, nodeId: string): string {
  return `${enrollmentId}/${nodeId}`;
}

/** What has happened that could matter to waits that begin, by user. */
export async function historyOf(
  tx: Tx,
  requests: readonly ParkRequest[],
  since: ReadonlyMap<ParkRequest, number>,
): Promise<Map<string, LoggedEvent[]>> {
  const awaited = requests.flatMap(({ branches, restart }) => [...branches, ...(restart?.on ?? [])]);
  const names = [...new Set(awaited.map((branch) => branch.event))];
  if (names.length === 0) return new Map();
  const earliest = Math.min(...since.values());
  const rows = await selectIn(
    requests.map((request) => request.person.userId),
    (slice) =>
      tx
        .selectFrom('journey_event')
        .selectAll()
        .where('user_id', 'in', slice)
        .where('name', 'in', names)
        .where('at', '>=', earliest)
        .execute(),
  );
  return groupBy(rows.map(toEvent), (event) => event.userId);
}
