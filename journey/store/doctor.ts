import { backlogFindings, finding, type Finding } from '../domain/health';
import type { Diagnosis } from '../ports/doctor';
import type { Reader } from './engine';
import { figures } from './figures';
import { findAll, storeClock } from './finders';
import { refuseUnknownSchema } from './migrations';

/** What an examination takes from outside. */
export interface Examination {
  /** Business time. */
  readonly now: number;
  /** Real time by this machine, to compare with the store's clock. */
  readonly realNow: () => number;
  /** How many ids to name of what was found for one node and reason. */
  readonly examples: number;
}

/** From here on, two clocks tell different times. */
const CLOCKS_APART_MS = 5_000;

/**
 * Examines a store and changes nothing. Each question is one statement, so what moves meanwhile is never half seen; a
 * store that is damaged is asked nothing else. Reads whole tables: for people, not for every few seconds.
 * @throws SchemaUnknownError when this release does not know the store's tables, and what the engine throws.
 */
export async function diagnose(reader: Reader, { now, realNow, examples }: Examination): Promise<Diagnosis> {
  const schemaVersion = await refuseUnknownSchema(reader);
  const damages = await reader.damages();
  const known = { store: reader.label, schemaVersion, checkedAt: now };
  if (damages.length > 0) return { ...known, ...NOTHING_READ, findings: damages.map(damage) };
  const askedAt = realNow();
  const clock = await storeClock(reader);
  const apart = distance(clock, askedAt, realNow());
  const seen = await reader.db
    .selectFrom('journey_process')
    .select((eb) => eb.fn.max('heartbeat_at').as('at'))
    .executeTakeFirst();
  const owner = await reader.db
    .selectFrom('journey_meta')
    .select('value')
    .where('key', '=', 'instance_id')
    .executeTakeFirst();
  const waiting = await reader.db
    .selectFrom('journey_wait')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  const lastSeenMs = seen?.at ? Math.max(0, clock - seen.at) : null;
  const counted = await figures(reader, now);
  return {
    ...known,
    instanceId: owner?.value ?? null,
    lastSeenMs,
    waiting: Number(waiting.count),
    figures: counted,
    findings: [
      ...(Math.abs(apart) > CLOCKS_APART_MS ? [clockOff(apart)] : []),
      ...backlogFindings(counted, now, lastSeenMs),
      ...(await findAll(reader, examples)),
    ],
  };
}

const NOTHING_READ = {
  instanceId: null,
  lastSeenMs: null,
  waiting: 0,
  figures: {
    unrouted: 0,
    oldestUnroutedAt: null,
    deliveries: {},
    ready: [],
    waitsDue: 0,
    oldestDueAt: null,
    callsUnknown: 0,
    eventsDead: 0,
    poolsEmpty: 0,
  },
};

function damage(reason: string): Finding {
  return { ...finding('storage_damaged', 1, null), reason };
}

/** How far a clock lies before or after the time in which it was read. */
function distance(clock: number, from: number, to: number): number {
  return clock < from ? clock - from : Math.max(0, clock - to);
}

function clockOff(apart: number): Finding {
  return { ...finding('clock_off', 1, null), reason: `${Math.round(apart / 1000)} s` };
}
