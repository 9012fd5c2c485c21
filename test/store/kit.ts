/** Small builders and the walk through a journey that most tests of the store begin with. */
import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { EventConditions } from '../../journey/domain/conditions';
import type { EntryRule } from '../../journey/domain/entry';
import type { WaitBranch } from '../../journey/domain/matching';
import type { NewEvent } from '../../journey/domain/user-event';
import { decide } from '../../journey/passes/decide';
import type { ClaimedPerson, JourneyStore, NodeRef, ParkRequest, PersonRef } from '../../journey/ports/store';
import type { Engine } from '../../journey/store/engine';
import { openStore } from '../../journey/store/index';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Noon of a Monday: the instant at which every story begins. */
export const T0 = Date.UTC(2026, 0, 5, 12);
export const BOOT = 'boot-1';
export const TRIGGER: NodeRef = { workflowId: 'journey', nodeId: 'trigger' };
export const WAIT: NodeRef = { workflowId: 'journey', nodeId: 'wait' };
export const ROOMY = { leaseMs: HOUR, startTimeoutMs: HOUR, othersAreDead: false };

export function newId(): string {
  return randomBytes(16).toString('hex');
}

/** A store on an engine that somebody else may have wrapped. */
export function storeOn(engine: Engine): Promise<JourneyStore> {
  return openStore(engine, { newId, nextTurn: () => setImmediate() });
}

/** A user event with a fresh id; `at` sets both business time and arrival. */
export function event(
  userId: string,
  name: string,
  given: Partial<Omit<NewEvent, 'userId' | 'event'>> & { at?: number } = {},
): NewEvent {
  const { at = T0, ...rest } = given;
  return {
    eventId: newId(),
    userId,
    event: name,
    timestamp: at,
    receivedAt: at,
    source: 'default',
    properties: {},
    ...rest,
  };
}

/** The condition that a path of the event equals a text. */
export function equals(path: string, value: string): EventConditions {
  return {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    combinator: 'and',
    conditions: [
      { id: path, leftValue: path, rightValue: value, operator: { type: 'string', operation: 'equals' } },
    ],
  };
}

export function entryRule(given: Partial<EntryRule> = {}): EntryRule {
  return { events: ['start'], conditions: null, instancePath: null, reEntry: { mode: 'once' }, ...given };
}

export function branch(event: string, given: Partial<WaitBranch> = {}): WaitBranch {
  return { id: event, name: event, event, conditions: null, ...given };
}

/** The fence's view of somebody whom `claim` has answered. */
export function personOf({ deliveryId, attempt, enrollmentId, userId, holdout }: ClaimedPerson): PersonRef {
  return { deliveryId, attempt, enrollmentId, userId, holdout };
}

/** A wish to wait for `paid`, for a day, looking back to the entry. */
export function parking(person: ClaimedPerson | PersonRef, given: Partial<ParkRequest> = {}): ParkRequest {
  return {
    ...WAIT,
    person: 'entryEvent' in person ? personOf(person) : person,
    waitKey: `${person.deliveryId}/wait/0/0`,
    branches: [branch('paid')],
    startedAt: T0,
    lookBack: { mode: 'default' },
    deadlineAt: T0 + DAY,
    pathHash: 'path',
    carried: { json: { of: person.userId }, lineage: [], trimmed: false },
    settles: true,
    ...given,
  };
}

export function route(store: JourneyStore, now = T0, limit = 10_000) {
  return store.route(limit, decide, now);
}

/** Takes everything ready at a node and claims it in one execution. */
export async function run(store: JourneyStore, node: NodeRef, execution: string, now = T0, boot = BOOT) {
  const refs = await store.takeReady(node, 10_000, boot, now);
  return store.claim(refs, execution, boot);
}

/** Users enter the journey by an event `start` at T0 and are claimed by the execution `entry`, in the order given. */
export async function enter(
  store: JourneyStore,
  users: readonly string[],
  rule = entryRule(),
): Promise<ClaimedPerson[]> {
  await store.putRule({ ...TRIGGER, rule }, { fresh: true, now: T0 });
  await store.append(users.map((user) => event(user, 'start')));
  await route(store);
  const people = await run(store, TRIGGER, 'entry');
  return users.map((user) => found(people.find((person) => person.userId === user)));
}

/** One user enters, waits for `paid` until `T0 + DAY`, and the first execution ends. */
export async function enterAndPark(
  store: JourneyStore,
  user = 'ann',
  given: Partial<ParkRequest> = {},
): Promise<ClaimedPerson> {
  const [person] = await enter(store, [user]);
  await store.park([parking(found(person), given)]);
  await store.finish('entry', { kind: 'success' }, T0);
  return found(person);
}

/** A value that the test knows to be there. */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The test expected a value here');
  return value;
}

export async function enrollments(engine: Engine) {
  return engine.db.selectFrom('journey_enrollment').selectAll().orderBy('entry_seq').orderBy('id').execute();
}

export async function waits(engine: Engine) {
  return engine.db.selectFrom('journey_wait').selectAll().orderBy('parked_at').orderBy('wait_key').execute();
}

export async function deliveries(engine: Engine) {
  return engine.db.selectFrom('journey_delivery').selectAll().orderBy('user_id').orderBy('kind').execute();
}

/** How often an outcome was counted at any node, over all hours. */
export async function counted(engine: Engine, outcome: string): Promise<number> {
  const rows = await engine.db
    .selectFrom('journey_step_count')
    .select('count')
    .where('outcome', '=', outcome)
    .execute();
  return rows.reduce((sum, row) => sum + Number(row.count), 0);
}
