import { sql, type RawBuilder, type UpdateObject } from 'kysely';
import type { CallLicence, CallReport, CallRequest } from '../ports/store';
import { lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { leaseNow } from './lease';
import { currentPeople, standing } from './people';
import type { Schema } from './schema';

/** Asks to call a service on behalf of a person: see `reserveIn`. */
export async function reserveCall(engine: Engine, request: CallRequest): Promise<CallLicence> {
  return engine.write((tx) => reserveIn<never>(engine, tx, request, async () => null));
}

/** A person at the moment of a call: who they are by now, and what their delivery says. */
export interface Caller {
  readonly userId: string;
  readonly holdout: boolean;
}

/**
 * Asks to call a service on behalf of a person, under the user's lock: at most one call per key is under way, by the
 * store's clock. When a call was never reported, a service that honours our key is called again with it; any other is
 * left alone, and the effect is `unknown` from then on. A definite refusal may be tried again. Before a call that is no
 * such repetition, `objection` is asked, still under the lock: what it says is the answer, unless it is null.
 */
export async function reserveIn<O>(
  engine: Engine,
  tx: Tx,
  request: CallRequest,
  objection: (caller: Caller) => Promise<O | null>,
): Promise<CallLicence | O> {
  const canonical = await lockPeople(engine, tx, [request.person.userId]);
  const people = await currentPeople(tx, [request.person]);
  const fate = standing(people, request.person);
  if (fate !== 'current') return { kind: fate };
  const row = await tx
    .selectFrom('journey_effect')
    .select(['state', 'attempt', 'result', 'created_at as createdAt'])
    .select(sql<boolean>`coalesce(lease_until, 0) > ${leaseNow(engine)}`.as('live'))
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (row?.state === 'done' || row?.state === 'unknown') return { kind: row.state, result: row.result };
  if (row?.state === 'reserved' && row.live) return { kind: 'in_progress' };
  if (row?.state === 'reserved' && !knowsKey(request, row.createdAt)) {
    await change(tx, request.key, { state: 'unknown', lease_until: null });
    return { kind: 'unknown', result: row.result };
  }
  if (row?.state !== 'reserved') {
    const holdout = people.get(request.person.deliveryId)?.holdout ?? false;
    const objected = await objection({ userId: canonical(request.person.userId), holdout });
    if (objected !== null) return objected;
  }
  if (!row) return begin(engine, tx, request);
  const attempt = row.attempt + 1;
  await change(tx, request.key, { state: 'reserved', attempt, lease_until: leaseEnd(engine, request) });
  return { kind: 'reserved', attempt };
}

/** A key that the service may have forgotten is no key any more. */
function knowsKey({ idempotent, keysLastMs = Infinity, now }: CallRequest, createdAt: number): boolean {
  return idempotent && now - createdAt < keysLastMs;
}

async function begin(engine: Engine, tx: Tx, request: CallRequest): Promise<CallLicence> {
  await tx
    .insertInto('journey_effect')
    .values({
      key: request.key,
      enrollment_id: request.person.enrollmentId,
      delivery_id: request.person.deliveryId,
      node_id: request.nodeId,
      kind: request.kind,
      state: 'reserved',
      attempt: 1,
      lease_until: leaseEnd(engine, request),
      result: null,
      created_at: request.now,
    })
    .execute();
  return { kind: 'reserved', attempt: 1 };
}

/**
 * Writes down how a call ended. An answer that comes after its lease still counts, also when the effect was called
 * unknown meanwhile; once another call has been made, the answer of the earlier one does not. Returns whether it counted.
 */
export async function settleCall(db: Engine['db'] | Tx, report: CallReport): Promise<boolean> {
  const { key, attempt, state, result } = report;
  const changed = await db
    .updateTable('journey_effect')
    .set({ state: state === 'open' ? 'reserved' : state, lease_until: null, result })
    .where('key', '=', key)
    .where('attempt', '=', attempt)
    .where('state', 'in', state === 'open' ? ['reserved'] : ['reserved', 'unknown'])
    .returning('key')
    .executeTakeFirst();
  return changed !== undefined;
}

function leaseEnd(engine: Engine, request: CallRequest): RawBuilder<number> {
  return sql<number>`${leaseNow(engine)} + ${request.leaseMs}`;
}

async function change(tx: Tx, key: string, set: UpdateObject<Schema, 'journey_effect'>): Promise<void> {
  await tx.updateTable('journey_effect').set(set).where('key', '=', key).execute();
}
