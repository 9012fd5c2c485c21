import { afterChange } from '../domain/profile-change';
import { UNKNOWN } from '../domain/profile';
import type { ProfileOutcome, ProfileRequest, UserProfile } from '../ports/store';
import { canonicalOf, lockPeople } from './aliases';
import { consentsOf, keepConsents } from './consents';
import { keepEffect, keptEffects } from './effects';
import type { Engine, Tx } from './engine';
import { currentPeople, standing } from './people';
import { readProfiles, writeProfiles } from './profiles';
import { refusedUntil } from './tombstones';

/** The kind of the effect that a change of a profile leaves. */
const PROFILE = 'profile';

/**
 * Changes what is known of users, in the order given, under their locks: no two processes lose each other's scores. In a
 * journey each step's change is made once, whatever is replayed; of people who were erased nothing is stored.
 */
export async function changeProfiles(
  engine: Engine,
  requests: readonly ProfileRequest[],
): Promise<ProfileOutcome[]> {
  if (requests.length === 0) return [];
  return engine.write(async (tx) => {
    const steps = requests.flatMap(({ step }) => step ?? []);
    const users = requests.map(({ userId }) => userId);
    const canonical = await lockPeople(engine, tx, [...users, ...steps.map(({ person }) => person.userId)]);
    const people = await currentPeople(
      tx,
      steps.map(({ person }) => person),
    );
    const done = await keptEffects(
      tx,
      steps.map(({ key }) => key),
    );
    const refused = await refusedUntil(tx, [...users, ...users.map(canonical)]);
    const outcomes: ProfileOutcome[] = [];
    for (const request of requests) {
      const { step, at } = request;
      const userId = canonical(request.userId);
      const fate = step ? standing(people, step.person) : 'current';
      const until = Math.max(...[request.userId, userId].map((id) => refused.get(id) ?? -Infinity));
      if (fate !== 'current') outcomes.push({ kind: fate });
      else if (until > at) outcomes.push({ kind: 'erased' });
      else {
        if (!step || !done.has(step.key)) await apply(tx, userId, request);
        if (step && !done.has(step.key)) await keepEffect(tx, step, { kind: PROFILE, result: null, at });
        outcomes.push({ kind: 'changed', profile: await readUser(tx, userId) });
      }
    }
    return outcomes;
  });
}

async function apply(tx: Tx, userId: string, { change, at }: ProfileRequest): Promise<void> {
  if (change.kind === 'consent') {
    const { channel, category, given } = change;
    const said = { user_id: userId, channel, category, given: given ? 1 : 0, changed_at: at };
    return keepConsents(tx, [said]);
  }
  const known = (await readProfiles(tx, [userId])).get(userId) ?? UNKNOWN;
  await writeProfiles(tx, new Map([[userId, afterChange(known, change, at)]]));
}

/** What is known of users, in their order; of somebody unknown, nothing. */
export async function userProfiles(engine: Engine, userIds: readonly string[]): Promise<UserProfile[]> {
  const canonical = await canonicalOf(engine.db, userIds);
  const profiles: UserProfile[] = [];
  for (const id of userIds) profiles.push(await readUser(engine.db, canonical(id)));
  return profiles;
}

async function readUser(db: Engine['db'] | Tx, userId: string): Promise<UserProfile> {
  const profile = (await readProfiles(db, [userId])).get(userId);
  const aliases = await db
    .selectFrom('journey_alias')
    .select('alias')
    .where('user_id', '=', userId)
    .orderBy('merged_at')
    .orderBy('alias')
    .execute();
  return {
    userId,
    aliases: aliases.map((row) => row.alias),
    traits: profile?.traits ?? {},
    consents: await consentsOf(db, userId),
    updatedAt: profile?.updatedAt ?? null,
  };
}
