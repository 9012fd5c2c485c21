import type { WaitBranch } from '../domain/matching';
import { judge, type Verdict } from '../domain/verdict';
import { SKIPPED, type ParkOutcome, type ParkRequest, type WaitResult } from '../ports/store';
import { lockRequests } from './aliases';
import { restartText } from './candidates';
import type { Engine, Tx } from './engine';
import { endEnrollments } from './enrollments';
import { historyOf, sinceOf } from './look-back';
import { showLoops, stopLoops } from './loops';
import { currentPeople, standing, type Standing } from './people';
import { knownWaits, takeCancelled } from './results';
import { chunks } from './rows';
import type { Schema } from './schema';
import { happenedText, usedSeqs } from './waits';

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
    const looping = await stopLoops(tx, requests);
    const people = await currentPeople(
      tx,
      requests.map((request) => request.person),
    );
    const known = await knownWaits(tx, requests);
    const open = requests.filter(
      (request) => standing(people, request.person) === 'current' && !known.has(request.waitKey),
    );
    const since = await sinceOf(
      tx,
      open,
      ({ person, startedAt }) => people.get(person.deliveryId)?.enteredAt ?? startedAt,
    );
    const cancelled = await takeCancelled(tx, open);
    for (const request of open) {
      const before = cancelled.get(request.waitKey);
      if (before !== undefined) since.set(request, before);
    }
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
      const terms = {
        ...request,
        sinceAt: since.get(request) ?? request.startedAt,
        usedSeqs: used.get(request.person.enrollmentId) ?? new Set<number>(),
      };
      const verdict = judge(terms, history.get(request.person.userId) ?? []);
      const row = { ...newWait(newId(), request), since_at: terms.sinceAt, ...standOf(request, verdict) };
      const { end, exits } = endAtOnce(request, verdict);
      if (exits) {
        leaving.push(request);
        return { kind: 'exited' };
      }
      if (!end) {
        rows.push(row);
        return { kind: 'parked' };
      }
      const { happened } = verdict;
      const matches = end.event ? [{ branchId: end.branchId, event: end.event }, ...(happened ?? [])] : [];
      matches.forEach(({ event }) => terms.usedSeqs.add(event.seq));
      rows.push({
        ...row,
        state: 'resolved',
        branch_id: end.branchId,
        resolved_seq: end.event?.seq ?? null,
        happened: happenedText(happened),
        resolved_at: request.startedAt,
      });
      const times = { startedAt: row.parked_at, deadlineAt: row.deadline_at };
      return { kind: 'resolved', result: { ...end, happened, ...times } };
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
    await showLoops(tx, looping);
    return outcomes;
  });
}

/** Whether a person goes on at once, or leaves: by what has happened, or since their time was up before they came. */
function endAtOnce(
  request: ParkRequest,
  { ended, deadlineAt }: Verdict,
): {
  readonly end: (Pick<WaitResult, 'branchId' | 'event'> & { branchId: string }) | null;
  readonly exits: boolean;
} {
  if (ended) return { end: ended, exits: false };
  // Counted again by an event of the past, the deadline may still lie ahead.
  const late = deadlineAt !== null && deadlineAt < request.startedAt ? request.late : null;
  return { end: late === 'skip' ? { branchId: SKIPPED, event: null } : null, exits: late === 'exit' };
}

/** How far a wait has come when it begins. */
function standOf(
  { graceMs = 0 }: ParkRequest,
  { deadlineAt, restartedAt }: Verdict,
): Pick<Schema['journey_wait'], 'deadline_at' | 'commit_at' | 'restarted_at'> {
  return {
    deadline_at: deadlineAt,
    commit_at: deadlineAt === null ? null : deadlineAt + graceMs,
    restarted_at: restartedAt,
  };
}

type NewWait = Omit<Schema['journey_wait'], 'since_at' | 'deadline_at' | 'commit_at' | 'restarted_at'>;

function newWait(id: string, request: ParkRequest): NewWait {
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
    all_of: request.allOf ? 1 : 0,
    restart: restartText(request.restart),
    path_hash: request.pathHash,
    branch_id: null,
    resolved_seq: null,
    happened: null,
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
  const events = open.flatMap((row) => {
    const { branches = [], restart } = requests.get(row.wait_key) ?? {};
    return [...matching(row, branches, 0), ...matching(row, restart?.on ?? [], 1)];
  });
  for (const slice of chunks(events)) await tx.insertInto('journey_wait_event').values(slice).execute();
  const data = open.map((row) => ({
    wait_id: row.id,
    data: JSON.stringify(requests.get(row.wait_key)?.carried),
  }));
  for (const slice of chunks(data)) await tx.insertInto('journey_wait_data').values(slice).execute();
}

function matching(
  row: Schema['journey_wait'],
  branches: readonly WaitBranch[],
  restarts: 0 | 1,
): Schema['journey_wait_event'][] {
  return branches.map((branch, position) => ({
    user_id: row.user_id,
    event_name: branch.event,
    wait_id: row.id,
    branch_id: branch.id,
    position,
    restarts,
    conditions: branch.conditions === null ? null : JSON.stringify(branch.conditions),
  }));
}
