import { sql } from 'kysely';
import type { Carried, ClaimedPerson, DeliveryRef, NodeRef, PersonRef } from '../ports/store';
import { lockPeople } from './aliases';
import { closeBreaker } from './breaker';
import type { Engine, Tx } from './engine';
import { eventsAt, resultOf, seqsOf } from './results';
import { asInteger, chunks, selectIn, UNSETTLED, valueList } from './rows';

/** Why somebody is held whom an admin moved to a node that is not there. */
const MOVE_FAILED = 'move_failed';

/**
 * Wins emitted deliveries for an execution, each only with the attempt it was emitted with. Zero rows for a delivery
 * mean that somebody else has it or that the person has left: both are answers, and the person is dropped here.
 */
export async function claim(
  engine: Engine,
  refs: readonly DeliveryRef[],
  executionId: string,
  bootId: string,
): Promise<ClaimedPerson[]> {
  const users = await selectIn(
    refs.map((ref) => ref.id),
    (slice) => engine.db.selectFrom('journey_delivery').select('user_id').where('id', 'in', slice).execute(),
  );
  if (users.length === 0) return [];
  return engine.write(async (tx) => {
    await lockPeople(
      engine,
      tx,
      users.map((row) => row.user_id),
    );
    const won = await sql<{ id: string }>`
      update journey_delivery set state = 'running', execution_id = ${executionId}, boot_id = ${bootId}
      from ${valueList(refs.map((ref) => [ref.id, ref.attempt]))} as v
      where journey_delivery.id = v.column1 and journey_delivery.state = 'emitted'
        and journey_delivery.attempt = ${asInteger(sql`v.column2`)}
      returning journey_delivery.id as id`.execute(tx);
    const ids = won.rows.map((row) => row.id);
    const people = await claimedPeople(tx, ids);
    await dropLeft(tx, ids, people);
    const order = new Map(refs.map((ref, index) => [ref.id, index]));
    return people.sort((a, b) => (order.get(a.deliveryId) ?? 0) - (order.get(b.deliveryId) ?? 0));
  });
}

/** What an execution needs to know of people it owns; who has left the journey is missing. */
export async function claimedPeople(tx: Tx, ids: readonly string[]): Promise<ClaimedPerson[]> {
  const rows = await selectIn(ids, (slice) =>
    tx
      .selectFrom('journey_delivery as d')
      .innerJoin('journey_enrollment as e', 'e.id', 'd.enrollment_id')
      .leftJoin('journey_wait as w', 'w.id', 'd.wait_id')
      .leftJoin('journey_wait_data as data', 'data.wait_id', 'd.wait_id')
      .select([
        'd.id as deliveryId',
        'd.attempt',
        'd.move_to as moveTo',
        'd.node_id as startsAt',
        'w.node_id as waitedAt',
        'e.id as enrollmentId',
        'e.user_id as userId',
        'e.instance_key as instanceKey',
        'e.entered_at as enteredAt',
        'e.entry_seq as entrySeq',
        'e.holdout',
        'w.branch_id as branchId',
        'w.resolved_seq as resolvedSeq',
        'w.all_of as allOf',
        'w.happened',
        'w.parked_at as parkedAt',
        'w.deadline_at as deadlineAt',
        'data.data as carried',
      ])
      .where('d.id', 'in', slice)
      .where('e.state', '=', 'active')
      .execute(),
  );
  const events = await eventsAt(
    tx,
    rows.flatMap((row) => [row.entrySeq, ...seqsOf(row)]),
  );
  return rows.flatMap((row): ClaimedPerson[] => {
    const entryEvent = events.get(row.entrySeq);
    if (!entryEvent) return [];
    const { deliveryId, attempt, enrollmentId, userId, instanceKey, enteredAt } = row;
    const ids = { deliveryId, attempt, enrollmentId, userId, instanceKey, enteredAt };
    const move = row.moveTo === null ? null : { from: row.waitedAt ?? row.startsAt, to: row.moveTo };
    const person = { ...ids, move, holdout: row.holdout === 1, entryEvent };
    if (row.carried === null || row.parkedAt === null) return [{ ...person, wait: null }];
    const result = resultOf({ ...row, parkedAt: row.parkedAt }, events);
    return [{ ...person, wait: { carried: JSON.parse(row.carried) as Carried, result } }];
  });
}

/** Ends deliveries of people who left between two attempts: a journey that is over emits nothing. */
async function dropLeft(tx: Tx, won: readonly string[], people: readonly ClaimedPerson[]): Promise<void> {
  const inside = new Set(people.map((person) => person.deliveryId));
  for (const slice of chunks(won.filter((id) => !inside.has(id)))) {
    await tx
      .updateTable('journey_delivery')
      .set({ state: 'settled', reason: 'exited' })
      .where('id', 'in', slice)
      .execute();
  }
}

/** Whom an execution owns. */
export async function peopleOf(engine: Engine, executionId: string): Promise<PersonRef[]> {
  const rows = await engine.db
    .selectFrom('journey_delivery as d')
    .innerJoin('journey_enrollment as e', 'e.id', 'd.enrollment_id')
    .select([
      'd.id as deliveryId',
      'd.attempt',
      'd.enrollment_id as enrollmentId',
      'd.user_id as userId',
      'e.holdout',
    ])
    .where('d.execution_id', '=', executionId)
    .where('d.state', 'in', ['running', 'in_native_wait'])
    .execute();
  return rows.map((row) => ({ ...row, holdout: row.holdout === 1 }));
}

/** Marks people whose execution went into a native wait. */
export async function markNativeWait(engine: Engine, executionId: string): Promise<void> {
  await engine.db
    .updateTable('journey_delivery')
    .set({ state: 'in_native_wait' })
    .where('execution_id', '=', executionId)
    .where('state', '=', 'running')
    .execute();
}

/** Puts people of a running execution aside for a reason that is shown. */
export async function holdPeople(
  engine: Engine,
  refs: readonly DeliveryRef[],
  reason: string,
): Promise<void> {
  if (refs.length === 0) return;
  await sql`update journey_delivery set state = 'held', reason = ${reason}
    from ${valueList(refs.map((ref) => [ref.id, ref.attempt]))} as v
    where journey_delivery.id = v.column1 and journey_delivery.state = 'running'
      and journey_delivery.attempt = ${asInteger(sql`v.column2`)}`.execute(engine.db);
}

/** Holds what is ready for nodes nobody here listens for: the journey is paused, or the node is gone. */
export async function holdUnheard(engine: Engine, listening: readonly NodeRef[]): Promise<number> {
  const heard = new Set(listening.map((node) => JSON.stringify([node.workflowId, node.nodeId])));
  const waiting = await engine.db
    .selectFrom('journey_delivery')
    .select(['workflow_id as workflowId', 'node_id as nodeId'])
    .where('state', '=', 'ready')
    .groupBy(['workflow_id', 'node_id'])
    .execute();
  let held = 0;
  const heardWorkflows = new Set(listening.map((node) => node.workflowId));
  for (const node of waiting) {
    if (heard.has(JSON.stringify([node.workflowId, node.nodeId]))) continue;
    held += await hold(
      engine.db,
      heardWorkflows.has(node.workflowId) ? 'node_missing' : 'paused',
      node.workflowId,
      node.nodeId,
    );
  }
  return held;
}

/** Holds everything ready of one workflow, or of one of its nodes, for a reason that is shown. */
export async function hold(
  db: Engine['db'] | Tx,
  reason: string,
  workflowId: string,
  nodeId?: string,
): Promise<number> {
  let update = db
    .updateTable('journey_delivery')
    .set({ state: 'held', reason })
    .where('state', '=', 'ready')
    .where('workflow_id', '=', workflowId);
  if (nodeId !== undefined) update = update.where('node_id', '=', nodeId);
  const result = await update.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/**
 * Puts somebody back to where they were moved from, held until an admin decides anew: the workflow has no node as the one they
 * were moved to. Publishing alone sends nobody on from where an admin did not want them.
 */
export async function takeMoveBack(engine: Engine, { id, attempt }: DeliveryRef): Promise<void> {
  await engine.db
    .updateTable('journey_delivery')
    .set((eb) => ({
      ...{ state: 'held' as const, reason: MOVE_FAILED, move_to: null },
      node_id: eb.fn.coalesce(
        eb
          .selectFrom('journey_wait as w')
          .select('w.node_id')
          .whereRef('w.id', '=', 'journey_delivery.wait_id'),
        'node_id',
      ),
    }))
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('attempt', '=', attempt)
    .execute();
}

/** The deliveries that are held at a node, oldest first. */
export async function heldAt({ db }: Engine, { workflowId, nodeId }: NodeRef): Promise<string[]> {
  const rows = await db
    .selectFrom('journey_delivery')
    .select('id')
    .where('state', '=', 'held')
    .where('workflow_id', '=', workflowId)
    .where('node_id', '=', nodeId)
    .orderBy('ready_at')
    .execute();
  return rows.map(({ id }) => id);
}

/** Makes held deliveries of a node ready again; a workflow that was held as failing may start people again. */
export async function releaseHeld(engine: Engine, node: NodeRef, now: number): Promise<number> {
  return engine.write(async (tx) => {
    await closeBreaker(tx, node.workflowId);
    const result = await tx
      .updateTable('journey_delivery')
      .set({ state: 'ready', reason: null, ready_at: now })
      .where(UNSETTLED)
      .where('state', '=', 'held')
      .where('reason', '!=', MOVE_FAILED)
      .where('workflow_id', '=', node.workflowId)
      .where('node_id', '=', node.nodeId)
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  });
}
