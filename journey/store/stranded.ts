import type { NodeRef, StrandedLimits } from '../ports/store';
import type { EndedPeople } from '../ports/doctor';
import { lockPeople } from './aliases';
import type { Engine, Tx } from './engine';
import { endEnrollments } from './enrollments';
import { selectIn } from './rows';

/** How many people one step ends at most: they share a transaction, and their locks. */
const STEP = 1000;
/** A rule that was served within so long belongs to a journey that is published. */
const SERVED_MS = 60_000;

/**
 * Ends, as `journey_changed`, people who cannot go on: those who have been held for `missingMs` because the published workflow
 * has lost their node or their way out of it, and those of journeys that nobody has published for `unpublishedMs`. n8n tells
 * no node of a workflow that was deleted, so a deleted one is known by that alone. One bounded step; returns how many it ended.
 */
export async function endStranded(
  engine: Engine,
  listening: readonly NodeRef[],
  now: number,
  { missingMs, unpublishedMs }: StrandedLimits,
): Promise<number> {
  await sortHeld(engine, listening, now);
  const published = new Set(listening.map(({ workflowId }) => workflowId));
  const lost = await engine.db
    .selectFrom('journey_delivery')
    .select(['enrollment_id as id', 'user_id as userId'])
    .where('state', '=', 'held')
    .where('reason', '=', 'node_missing')
    .where('stranded_at', '<=', now - missingMs)
    .limit(STEP)
    .execute();
  let ended = await endAll(engine, lost, now, (tx, ids) => stillLost(tx, ids, now - missingMs));
  for (const workflowId of await abandoned(engine, published, now - unpublishedMs)) {
    ended += (await endOfJourney(engine, workflowId, now)).people;
  }
  return ended;
}

/**
 * Ends everybody inside a journey that was deleted and drops its rules, so that nobody enters it any more; for an admin.
 * A step that ends nobody any more is the last one. @throws what the engine throws.
 */
export async function endJourney(engine: Engine, workflowId: string, now: number): Promise<EndedPeople> {
  const rules = await engine.db
    .selectFrom('journey_rule')
    .select('live_at')
    .where('workflow_id', '=', workflowId)
    .execute();
  if (rules.some((rule) => rule.live_at > now - SERVED_MS)) return { kind: 'published' };
  let known = rules.length > 0;
  let people = 0;
  for (;;) {
    const step = await endOfJourney(engine, workflowId, now);
    known ||= step.people > 0;
    people += step.people;
    if (step.last) return known ? { kind: 'ended', people } : { kind: 'not_found' };
  }
}

/** What is held says why in the present tense: a journey that was paused may come back without the node, and the other way round. */
async function sortHeld(engine: Engine, listening: readonly NodeRef[], now: number): Promise<void> {
  const published = new Set(listening.map(({ workflowId }) => workflowId));
  const heard = new Set(listening.map(place));
  const places = await engine.db
    .selectFrom('journey_delivery')
    .select(['workflow_id as workflowId', 'node_id as nodeId', 'reason'])
    .where('state', '=', 'held')
    .groupBy(['workflow_id', 'node_id', 'reason'])
    .execute();
  for (const { reason, ...node } of places) {
    const here = published.has(node.workflowId);
    if (reason === 'node_missing') {
      if (here) await stamp(engine, node, now);
      else await rename(engine, node, reason, { reason: 'paused', stranded_at: null });
    } else if (reason === 'paused' && here && !heard.has(place(node))) {
      await rename(engine, node, reason, { reason: 'node_missing', stranded_at: now });
    }
  }
}

function place({ workflowId, nodeId }: NodeRef): string {
  return JSON.stringify([workflowId, nodeId]);
}

async function stamp(engine: Engine, node: NodeRef, now: number): Promise<void> {
  await held(engine, node, 'node_missing')
    .set({ stranded_at: now })
    .where('stranded_at', 'is', null)
    .execute();
}

async function rename(
  engine: Engine,
  node: NodeRef,
  from: string,
  to: { readonly reason: string; readonly stranded_at: number | null },
): Promise<void> {
  await held(engine, node, from).set(to).execute();
}

function held({ db }: Engine, { workflowId, nodeId }: NodeRef, reason: string) {
  return db
    .updateTable('journey_delivery')
    .where('state', '=', 'held')
    .where('workflow_id', '=', workflowId)
    .where('node_id', '=', nodeId)
    .where('reason', '=', reason);
}

interface Person {
  readonly id: string;
  readonly userId: string;
}

/** Ends people, each only if `still` says so under the user's lock: somebody may have mended the journey meanwhile. */
async function endAll(
  engine: Engine,
  people: readonly Person[],
  now: number,
  still: (tx: Tx, ids: readonly string[]) => Promise<readonly string[]>,
): Promise<number> {
  if (people.length === 0) return 0;
  return engine.write(async (tx) => {
    const users = people.map(({ userId }) => userId);
    await lockPeople(engine, tx, users);
    const ids = await still(tx, [...new Set(people.map(({ id }) => id))]);
    await endEnrollments(tx, ids, { reason: 'journey_changed', now });
    return ids.length;
  });
}

async function stillLost(tx: Tx, enrollmentIds: readonly string[], before: number): Promise<string[]> {
  const rows = await selectIn(enrollmentIds, (slice) =>
    tx
      .selectFrom('journey_delivery')
      .select('enrollment_id as id')
      .where('enrollment_id', 'in', slice)
      .where('state', '=', 'held')
      .where('reason', '=', 'node_missing')
      .where('stranded_at', '<=', before)
      .execute(),
  );
  return [...new Set(rows.map(({ id }) => id))];
}

/** Journeys none of whose rules has been served since; they are known by their rules until the last person has left. */
async function abandoned(engine: Engine, published: ReadonlySet<string>, before: number): Promise<string[]> {
  const rows = await engine.db
    .selectFrom('journey_rule')
    .select('workflow_id as workflowId')
    .groupBy('workflow_id')
    .having((eb) => eb(eb.fn.max('live_at'), '<', before))
    .execute();
  return rows.map(({ workflowId }) => workflowId).filter((id) => !published.has(id));
}

async function endOfJourney(
  engine: Engine,
  workflowId: string,
  now: number,
): Promise<{ readonly people: number; readonly last: boolean }> {
  const people = await engine.db
    .selectFrom('journey_enrollment')
    .select(['id', 'user_id as userId'])
    .where('workflow_id', '=', workflowId)
    .where('state', '=', 'active')
    .limit(STEP)
    .execute();
  const ended = await endAll(engine, people, now, (_tx, ids) => Promise.resolve(ids));
  const last = people.length < STEP;
  // Its rules would let people in for ever, into a journey that is no more.
  if (last) await engine.db.deleteFrom('journey_rule').where('workflow_id', '=', workflowId).execute();
  return { people: ended, last };
}
