import type { Selectable } from 'kysely';
import { firstMatch } from '../domain/matching';
import type { LoggedEvent } from '../domain/user-event';
import { SKIPPED, type LookBack, type ParkOutcome, type ParkRequest, type WaitResult } from '../ports/store';
import { lockRequests } from './aliases';
import type { Engine, Tx } from './engine';
import { endEnrollments } from './enrollments';
import { stopLoops } from './loops';
import { currentPeople, standing, type Standing } from './people';
import { chunks, groupBy, selectIn, toEvent } from './rows';
import type { Schema } from './schema';
import { usedSeqs } from './waits';

/**
 * Registers waits, or finds that what they wait for has already happened. Looking back in the log and registering are
 * one transaction under the users' locks: there is no instant at which an event can slip between "not yet waiting" and
 * "waiting". A wait that a former attempt registered is kept as it is.
 */
export async function park(
  engine: Engine,
  sent: readonly ParkRequest[],
  newId: () => string,
): Promise<ParkOutcome[]> {
  return engine.write(async (tx) => {
    const requests = await lockRequests(engine, tx, sent);
    await stopLoops(tx, requests);
    const people = await currentPeople(
      tx,
      requests.map((request) => request.person),
    );
    const known = await knownWaits(tx, requests);
    const visited = await visitedNodes(tx, requests);
    const open = requests.filter(
      (request) => standing(people, request.person) === 'current' && !known.has(request.waitKey),
    );
    const since = new Map(
      open.map((request) => {
        const enteredAt = people.get(request.person.deliveryId)?.enteredAt ?? request.startedAt;
        const again = visited.has(visitKey(request.person.enrollmentId, request.nodeId));
        return [request, sinceAt(request.lookBack, again, enteredAt, request.startedAt)];
      }),
    );
    const history = await historyOf(tx, open, since);
    const used = await usedSeqs(
      tx,
      open.map((request) => request.person.enrollmentId),
    );
    const rows: Schema['journey_wait'][] = [];
    const leaving: ParkRequest[] = [];
    const outcomes = requests.map((request): ParkOutcome => {
      const fate: Standing = standing(people, request.person);
      if (fate !== 'current') return { kind: fate };
      const earlier = known.get(request.waitKey);
      if (earlier) return earlier;
      const start = since.get(request) ?? request.startedAt;
      const usedByPerson = used.get(request.person.enrollmentId) ?? new Set<number>();
      const match = firstMatch(request.branches, history.get(request.person.userId) ?? [], {
        sinceAt: start,
        deadlineAt: request.deadlineAt,
        usedSeqs: usedByPerson,
      });
      const row = newWait(newId(), request, start);
      if (!match && request.late === 'exit') {
        leaving.push(request);
        return { kind: 'exited' };
      }
      if (!match && request.late === 'skip') {
        rows.push({ ...row, state: 'resolved', branch_id: SKIPPED, resolved_at: request.startedAt });
        return { kind: 'resolved', result: { ...timesOf(row), branchId: SKIPPED, event: null } };
      }
      if (!match) {
        rows.push(row);
        return { kind: 'parked' };
      }
      usedByPerson.add(match.event.seq);
      rows.push({
        ...row,
        state: 'resolved',
        branch_id: match.branchId,
        resolved_seq: match.event.seq,
        resolved_at: request.startedAt,
      });
      return { kind: 'resolved', result: { ...timesOf(row), branchId: match.branchId, event: match.event } };
    });
    await insertWaits(tx, rows, new Map(open.map((request) => [request.waitKey, request])));
    for (const request of leaving) {
      const end = { reason: 'exit_rule', now: request.startedAt } as const;
      await endEnrollments(tx, [request.person.enrollmentId], end);
    }
    const settled = requests.filter(
      (request, index) => request.settles && outcomes[index]?.kind === 'parked',
    );
    for (const slice of chunks(settled.map((request) => request.person.deliveryId))) {
      await tx.updateTable('journey_delivery').set({ parked: 1 }).where('id', 'in', slice).execute();
    }
    return outcomes;
  });
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

function timesOf(row: Schema['journey_wait']): Pick<WaitResult, 'startedAt' | 'deadlineAt'> {
  return { startedAt: row.parked_at, deadlineAt: row.deadline_at };
}

/** Waits that an earlier attempt of the same visit left behind, as outcomes. */
async function knownWaits(tx: Tx, requests: readonly ParkRequest[]): Promise<Map<string, ParkOutcome>> {
  const rows = await selectIn(
    requests.map((request) => request.waitKey),
    (slice) => tx.selectFrom('journey_wait').selectAll().where('wait_key', 'in', slice).execute(),
  );
  const continued = new Set(
    (
      await selectIn(
        rows.map((row) => row.id),
        (slice) =>
          tx.selectFrom('journey_delivery').select('wait_id').where('wait_id', 'in', slice).execute(),
      )
    ).map((row) => row.wait_id),
  );
  const seqs = rows.flatMap((row) => (row.resolved_seq === null ? [] : [row.resolved_seq]));
  const events = new Map(
    (
      await selectIn(seqs, (slice) =>
        tx.selectFrom('journey_event').selectAll().where('seq', 'in', slice).execute(),
      )
    ).map((row) => [row.seq, toEvent(row)]),
  );
  return new Map(rows.map((row) => [row.wait_key, knownOutcome(row, continued.has(row.id), events)]));
}

/** A wait that a delivery continues, or that is open, emits nothing here; one that never parked goes on at once again. */
function knownOutcome(
  row: Selectable<Schema['journey_wait']>,
  continued: boolean,
  events: ReadonlyMap<number, LoggedEvent>,
): ParkOutcome {
  if (row.state !== 'resolved' || continued) return { kind: 'parked' };
  const event = events.get(row.resolved_seq ?? 0) ?? null;
  return { kind: 'resolved', result: { ...timesOf(row), branchId: row.branch_id, event } };
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

async function historyOf(
  tx: Tx,
  requests: readonly ParkRequest[],
  since: ReadonlyMap<ParkRequest, number>,
): Promise<Map<string, LoggedEvent[]>> {
  const names = [...new Set(requests.flatMap((request) => request.branches.map((branch) => branch.event)))];
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

function newWait(id: string, request: ParkRequest, since: number): Schema['journey_wait'] {
  return {
    id,
    wait_key: request.waitKey,
    enrollment_id: request.person.enrollmentId,
    delivery_id: request.person.deliveryId,
    workflow_id: request.workflowId,
    node_id: request.nodeId,
    user_id: request.person.userId,
    state: 'open',
    parked_at: request.startedAt,
    since_at: since,
    deadline_at: request.deadlineAt,
    commit_at: request.deadlineAt === null ? null : request.deadlineAt + (request.graceMs ?? 0),
    path_hash: request.pathHash,
    branch_id: null,
    resolved_seq: null,
    resolved_at: null,
  };
}

async function insertWaits(
  tx: Tx,
  rows: readonly Schema['journey_wait'][],
  requests: ReadonlyMap<string, ParkRequest>,
): Promise<void> {
  for (const slice of chunks(rows)) await tx.insertInto('journey_wait').values(slice).execute();
  const open = rows.filter((row) => row.state === 'open');
  const events = open.flatMap((row) =>
    (requests.get(row.wait_key)?.branches ?? []).map((branch, position) => ({
      user_id: row.user_id,
      event_name: branch.event,
      wait_id: row.id,
      branch_id: branch.id,
      position,
      conditions: branch.conditions === null ? null : JSON.stringify(branch.conditions),
    })),
  );
  for (const slice of chunks(events)) await tx.insertInto('journey_wait_event').values(slice).execute();
  const data = open.map((row) => ({
    wait_id: row.id,
    data: JSON.stringify(requests.get(row.wait_key)?.carried),
  }));
  for (const slice of chunks(data)) await tx.insertInto('journey_wait_data').values(slice).execute();
}
