import type { EntryRule } from '../domain/entry';
import type { RouteBatch, RouteDecision, RouteReport, StoredRule } from '../ports/store';
import type { LoggedEvent } from '../domain/user-event';
import { canonicalOf, lockPeople, type Canonical } from './aliases';
import { candidates } from './candidates';
import type { Engine, Tx } from './engine';
import { endEnrollments, enroll } from './enrollments';
import { cursorOf, headOf, horizonOf, moveCursor } from './log';
import { deleteMatching } from './matching-rows';
import { mergeInto, mergeWish, namedIds, ownEvents, recordRefusal, untilMerge } from './merge';
import { enrollmentsOf, knownBefore, untold } from './past';
import { applyToProfiles } from './profiles';
import { selectIn, toEvent, writable } from './rows';
import { countOutcomes } from './steps';
import { resolveWaits, restartDeadlines } from './waits';

const NOTHING: RouteReport = { events: 0, moved: true, resolved: 0, entered: 0 };

/**
 * Routes up to `limit` events after the cursor. Everything the decision reads is read after the locks of its users are
 * taken, and written with the moved cursor in one transaction: two routers cannot both apply an event.
 */
export async function route(
  engine: Engine,
  limit: number,
  decide: (batch: RouteBatch) => RouteDecision,
  now: number,
  newId: () => string,
): Promise<RouteReport> {
  const erasures = await cursorOf(engine.db, 'erased');
  const from = await cursorOf(engine.db, 'route');
  if ((await headOf(engine.db)) <= from) return NOTHING;
  const horizon = await horizonOf(engine);
  const read = await readLog(engine.db, from, horizon, limit);
  const seen = await canonicalOf(engine.db, namedIds(read));
  const sent = untilMerge(read, seen);
  const last = sent.at(-1);
  if (!last) return NOTHING;
  return engine.write(async (tx) => {
    const canonical = await lockPeople(engine, tx, namedIds(sent));
    // Somebody was erased since the log was read: what was read of them is to be forgotten.
    if ((await cursorOf(tx, 'erased')) !== erasures) return { ...NOTHING, moved: false };
    // Ids are merged only by whoever moves the cursor: from here on they are what they were when the batch was cut.
    if (!(await moveCursor(tx, 'route', from, last.seq))) return { ...NOTHING, moved: false };
    await ownEvents(tx, sent, canonical);
    const events = sent.map((event) => ({ ...event, userId: canonical(event.userId) }));
    const users = [...new Set(events.map((event) => event.userId))];
    const rules = await readRules(tx);
    const merged = await applyMerge(tx, sent, canonical, { decide, now, newId, from, rules });
    await applyToProfiles(tx, events);
    const decision = decide({
      now,
      events,
      known: await knownBefore(tx, events, rules, from),
      rules,
      waits: await candidateWaits(tx, users, events, from),
      enrollments: await enrollmentsOf(tx, users),
    });
    await restartDeadlines(tx, decision.restarted);
    await resolveWaits(tx, decision.resolved, now, newId);
    await leave(tx, decision, now);
    await enroll(tx, decision.entered, now, newId);
    await countOutcomes(
      tx,
      [
        ...decision.entered.filter(({ goalBy }) => goalBy).map(({ rule }) => ({ ...rule, outcome: 'goal' })),
        ...decision.refused.map(({ rule, reason }) => ({ ...rule, outcome: reason })),
        ...decision.unjudged.map((node) => ({ ...node, outcome: 'rule_error' })),
      ],
      now,
    );
    await tellLate(tx, decision, now);
    return {
      events: events.length,
      moved: true,
      resolved: merged + decision.resolved.length,
      entered: decision.entered.length,
    };
  });
}

async function readLog(
  db: Engine['db'],
  from: number,
  horizon: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const rows = await db
    .selectFrom('journey_event')
    .selectAll()
    .where('seq', '>', from)
    .where('seq', '<=', horizon)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}

async function readRules(tx: Tx): Promise<StoredRule[]> {
  const rows = await tx.selectFrom('journey_rule').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    workflowId: row.workflow_id,
    nodeId: row.node_id,
    validFromSeq: row.valid_from_seq,
    rule: JSON.parse(row.spec) as EntryRule,
  }));
}

async function candidateWaits(
  tx: Tx,
  users: readonly string[],
  events: readonly LoggedEvent[],
  cursor: number,
): Promise<RouteBatch['waits']> {
  const names = [...new Set(events.map((event) => event.event))];
  const rows = await selectIn(users, (slice) =>
    tx
      .selectFrom('journey_wait_event')
      .selectAll()
      .where('user_id', 'in', slice)
      .where('event_name', 'in', names)
      .execute(),
  );
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.wait_id);
  const waits = await selectIn(ids, (slice) =>
    tx
      .selectFrom('journey_wait')
      .selectAll()
      .where('id', 'in', slice)
      .where('state', 'in', ['open', 'timed_out'])
      .execute(),
  );
  return candidates(tx, waits, rows, cursor);
}

/** Ends passages that an exit rule ends, and marks and counts the goals that were reached. */
async function leave(tx: Tx, { exited, goals }: RouteDecision, now: number): Promise<void> {
  await endEnrollments(tx, exited, { reason: 'exit_rule', now });
  for (const { enrollmentId, event } of goals) {
    await tx
      .updateTable('journey_enrollment')
      .set({ goal_at: event.at })
      .where('id', '=', enrollmentId)
      .where('goal_at', 'is', null)
      .execute();
  }
  await countOutcomes(
    tx,
    goals.map(({ rule }) => ({ ...rule, outcome: 'goal' })),
    now,
  );
}

interface Deciding {
  readonly decide: (batch: RouteBatch) => RouteDecision;
  readonly now: number;
  readonly newId: () => string;
  /** Up to where the log is routed. */
  readonly from: number;
  readonly rules: readonly StoredRule[];
}

/** Merges what the first event of a batch asks for; waits, exit rules and goals look back on what is now the user's. */
async function applyMerge(
  tx: Tx,
  [first]: readonly LoggedEvent[],
  canonical: Canonical,
  { decide, now, newId, from, rules }: Deciding,
): Promise<number> {
  const wish = first ? mergeWish(first, canonical) : 'no';
  if (wish === 'no' || !first) return 0;
  if ('refused' in wish) {
    await recordRefusal(tx, first.seq, wish.refused, now);
    return 0;
  }
  const ends = (await untold(tx, wish, rules, from)).map((past) => decide({ ...past, now }));
  const events = await mergeInto(tx, wish, now);
  for (const end of ends) await leave(tx, end, now);
  if (events.length === 0) return 0;
  const waits = await candidateWaits(tx, [wish.userId], events, from);
  const found = decide({ now, events, rules: [], waits, enrollments: new Map() });
  await restartDeadlines(tx, found.restarted);
  await resolveWaits(tx, found.resolved, now, newId);
  await tellLate(tx, found, now);
  return found.resolved.length;
}

/** A late match is told once: the wait's matching rows go, those of its other branches too. */
async function tellLate(tx: Tx, decision: RouteDecision, now: number): Promise<void> {
  await countOutcomes(
    tx,
    decision.late.map(({ wait }) => ({ ...wait, outcome: 'late_match' })),
    now,
  );
  await deleteMatching(
    tx,
    decision.late.map(({ wait }) => wait),
  );
}

/** Puts the event after the cursor aside, with the reason, and moves on; null when there is none. */
export async function buryNext(engine: Engine, reason: string, now: number): Promise<number | null> {
  const from = await cursorOf(engine.db, 'route');
  const [next] = await readLog(engine.db, from, await horizonOf(engine), 1);
  if (!next) return null;
  return engine.write(async (tx) => {
    if (!(await moveCursor(tx, 'route', from, next.seq))) return null;
    const failed = { seq: next.seq, kind: 'failed' as const, reason: writable(reason), failed_at: now };
    await tx.insertInto('journey_event_dead').values(failed).execute();
    return next.seq;
  });
}
