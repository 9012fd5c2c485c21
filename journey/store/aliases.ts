import type { PersonRef } from '../ports/store';
import type { Engine, Tx } from './engine';
import { selectIn } from './rows';

/** What an id is called by now: the user it was merged into, or itself. */
export type Canonical = (id: string) => string;

/** Who these ids are by now. Rows always name the last user of a chain, so one look is enough. */
export async function canonicalOf(db: Engine['db'] | Tx, ids: readonly string[]): Promise<Canonical> {
  const rows = await selectIn(ids, (slice) =>
    db.selectFrom('journey_alias').select(['alias', 'user_id']).where('alias', 'in', slice).execute(),
  );
  const users = new Map(rows.map((row) => [row.alias, row.user_id]));
  return (id) => users.get(id) ?? id;
}

/**
 * Takes the locks of people who may have been merged since their ids were read: of the ids as they were and of the users
 * they are now. Returns who they are, which no longer changes while the locks are held: a merge needs the same locks.
 */
export async function lockPeople(engine: Engine, tx: Tx, ids: readonly string[]): Promise<Canonical> {
  await engine.lockUsers(tx, ids);
  const held = new Set(ids);
  for (;;) {
    const canonical = await canonicalOf(tx, [...held]);
    const more = [...held].map(canonical).filter((id) => !held.has(id));
    if (more.length === 0) return canonical;
    // Out of order, so two of these may meet in a deadlock; the engine runs one of them again.
    await engine.lockUsers(tx, [...new Set(more)]);
    more.forEach((id) => held.add(id));
  }
}

/**
 * Locks the people of requests, and names them as they are now: somebody may have been merged into another user while
 * their execution ran.
 */
export async function lockRequests<R extends { readonly person: PersonRef }>(
  engine: Engine,
  tx: Tx,
  requests: readonly R[],
): Promise<R[]> {
  const canonical = await lockPeople(
    engine,
    tx,
    requests.map(({ person }) => person.userId),
  );
  return requests.map((request) => ({
    ...request,
    person: { ...request.person, userId: canonical(request.person.userId) },
  }));
}

/** All ids under which events of these users may still arrive: their own and those merged into them. */
export async function idsOf(tx: Tx, users: readonly string[]): Promise<string[]> {
  const rows = await selectIn(users, (slice) =>
    tx.selectFrom('journey_alias').select('alias').where('user_id', 'in', slice).execute(),
  );
  return [...new Set([...users, ...rows.map((row) => row.alias)])];
}
