import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { newId } from '../../../journey/host/ids';
import { nextTurn } from '../../../journey/host/timers';
import type { JourneyStore } from '../../../journey/ports/store';
import { openStore } from '../../../journey/store';
import type { Engine } from '../../../journey/store/engine';
import { sqliteEngine } from '../../../journey/store/sqlite/engine';

/** When everybody in a store of a bench began to wait. */
export const PARKED_AT = Date.UTC(2026, 0, 1);

/** The journey they are in, the node they wait at, and what they wait for. */
export const WORKFLOW = 'bench-journey';
export const NODE = 'bench-wait';
export const AWAITED = 'purchase';

/** A store in which people wait. */
export interface Waiting {
  readonly store: JourneyStore;
  readonly waits: number;
  readonly close: () => Promise<void>;
}

/** The embedded store on a file of its own, with people who wait for `AWAITED` until `deadlineAt`. */
export async function storeWithWaits(waits: number, deadlineAt = PARKED_AT + 86_400_000): Promise<Waiting> {
  const folder = mkdtempSync(join(tmpdir(), 'journeys-bench-'));
  const engine = sqliteEngine(join(folder, 'journeys.sqlite'));
  const store = await openStore(engine, { newId, nextTurn });
  await addWaits(engine, waits, deadlineAt);
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, waits, close };
}

const SPREAD = 2_654_435_761;

/** The user who waits in place `index` of a store. Users lie all over the indexes, whatever the order they came in. */
export function userAt(index: number): string {
  return `user-${(Math.imul(index, SPREAD) >>> 0).toString(16).padStart(8, '0')}-${index}`;
}

/** Lets people wait as if they had entered and parked one after another, in the SQL of either engine. */
export async function addWaits(engine: Engine, waits: number, deadlineAt: number): Promise<void> {
  const [since, until, last] = [PARKED_AT, deadlineAt, waits - 1].map((value) => sql.lit(value));
  // Ids of rows begin with the time, as `newId` makes them.
  const [series, user, id] = engine.exclusive
    ? [
        sql`with recursive s(n) as (values (0) union all select n + 1 from s where n < ${last})`,
        sql.raw(`printf('user-%08x-%d', (n * ${SPREAD}) & 4294967295, n)`),
        sql.raw(`printf('%032x', n)`),
      ]
    : [
        sql`with s(n) as (select * from generate_series(0::bigint, ${last}))`,
        sql.raw(`'user-' || lpad(to_hex((n * ${SPREAD}) & 4294967295), 8, '0') || '-' || n`),
        sql.raw(`lpad(to_hex(n), 32, '0')`),
      ];
  const rows = sql`${series}, p as (select 'e' || ${id} as e, 'w' || ${id} as w, 'd' || ${id} as d, ${user} as u from s)`;
  await engine.write(async (tx) => {
    await sql`insert into journey_enrollment (id, workflow_id, user_id, instance_key, entry_seq, state, entered_at, started_at, holdout)
      ${rows} select e, ${WORKFLOW}, u, '', 0, 'active', ${since}, ${since}, 0 from p`.execute(tx);
    await sql`insert into journey_wait (id, wait_key, enrollment_id, delivery_id, workflow_id, node_id, user_id, state,
        parked_at, since_at, deadline_at, commit_at, all_of, path_hash)
      ${rows} select w, d || ${`:${NODE}:0`}, e, d, ${WORKFLOW}, ${NODE}, u, 'open', ${since}, ${since}, ${until}, ${until}, 0, 'path'
      from p`.execute(tx);
    await sql`insert into journey_wait_event (user_id, event_name, wait_id, branch_id, position, restarts)
      ${rows} select u, ${AWAITED}, w, ${`${AWAITED}#1`}, 0, 0 from p`.execute(tx);
  });
}
