import type { FilterValue } from 'n8n-workflow';
import { ConditionError, fixedConditions, type EventConditions } from './conditions';
import { durationMs } from './duration';
import { safelyMeets } from './matching';
import { EVENTS_KEPT_DAYS } from './user-event';

/** How a number of times is compared. */
export type HowOften = 'atLeast' | 'atMost' | 'exactly' | 'never';

/** Something people may have done some number of times, compiled from a node's fields. */
export interface Behaviour {
  readonly event: string;
  readonly howOften: HowOften;
  /** 0 for `never`. */
  readonly times: number;
  /** How far back it counts; null = as far as the log goes. */
  readonly withinMs: number | null;
  /** Which of these events count; null = all. */
  readonly where: EventConditions | null;
}

/** What a node's fields hold, as the editor stores them. */
export interface BehaviourFields {
  readonly event?: unknown;
  readonly howOften?: unknown;
  readonly times?: unknown;
  readonly withinDays?: unknown;
  readonly where?: FilterValue;
}

/** An event of somebody's past; `view` is what conditions may read, null where none are to be judged. */
export interface Deed {
  readonly at: number;
  readonly view: Record<string, unknown> | null;
}

/** How often somebody did something; not `complete`: there are more events than were looked at. */
export interface Tally {
  readonly count: number;
  readonly complete: boolean;
}

/** How many times may be asked for, and how many of a person's events conditions are judged on. */
export const MAX_TIMES = 1000;

const HOW_OFTEN: Readonly<Record<string, HowOften>> = {
  atLeast: 'atLeast',
  atMost: 'atMost',
  exactly: 'exactly',
  never: 'never',
};

/**
 * Compiles behaviours from their fields.
 * @throws ConditionError naming the row and the field that cannot work, and what to use instead.
 */
export function behavioursOf(rows: readonly BehaviourFields[]): Behaviour[] {
  return rows.map((fields, index) => {
    try {
      return behaviour(fields);
    } catch (error) {
      throw new ConditionError(`Behaviour ${index + 1}: ${(error as Error).message}`);
    }
  });
}

function behaviour(fields: BehaviourFields): Behaviour {
  const event = typeof fields.event === 'string' ? fields.event.trim() : '';
  if (event === '') throw new ConditionError('Event is empty. Type the name of an event');
  const howOften = Object.hasOwn(HOW_OFTEN, String(fields.howOften))
    ? HOW_OFTEN[String(fields.howOften)]
    : undefined;
  if (howOften === undefined) {
    throw new ConditionError(
      `How Often is ${String(fields.howOften)}. Use one of ${Object.keys(HOW_OFTEN).join(', ')}`,
    );
  }
  return {
    event,
    howOften,
    times: howOften === 'never' ? 0 : timesOf(fields.times, howOften),
    withinMs: withinOf(fields.withinDays),
    where: whereOf(fields.where),
  };
}

function timesOf(times: unknown, howOften: HowOften): number {
  // At least no times would be true of everybody.
  const least = howOften === 'atLeast' ? 1 : 0;
  if (Number.isInteger(times) && Number(times) >= least && Number(times) <= MAX_TIMES) return Number(times);
  throw new ConditionError(`Times is ${String(times)}. Use a whole number from ${least} to ${MAX_TIMES}`);
}

function withinOf(days: unknown): number | null {
  const number = days === undefined || days === null || days === '' ? 0 : days;
  if (number === 0) return null;
  if (typeof number === 'number' && number > 0 && number <= EVENTS_KEPT_DAYS)
    return durationMs(number, 'days');
  throw new ConditionError(
    `Within Days is ${String(days)}, and events are kept for ${EVENTS_KEPT_DAYS} days. ` +
      `Use a number up to ${EVENTS_KEPT_DAYS}, or 0 for as far back as there are events`,
  );
}

function whereOf(where: FilterValue | undefined): EventConditions | null {
  try {
    return fixedConditions(where);
  } catch (error) {
    throw new ConditionError(`Where: ${(error as Error).message}`);
  }
}

/** How many of a person's newest events of one name decide all of these behaviours, or have to do. */
export function newestNeeded(behaviours: readonly Behaviour[]): number {
  return 1 + Math.max(...behaviours.map(({ where, times }) => (where === null ? times : MAX_TIMES)));
}

/** From when on events count, inclusive: one from exactly so many days ago does. Null = from the beginning. */
export function countedSince({ withinMs }: Behaviour, now: number): number | null {
  return withinMs === null ? null : now - withinMs;
}

/**
 * How often somebody did it. `newest` are the person's events of that name up to `now`, in any order, and at most the
 * `needed` newest of them. What conditions cannot judge does not count, as in a wait.
 */
export function tallyOf(one: Behaviour, newest: readonly Deed[], needed: number, now: number): Tally {
  const since = countedSince(one, now);
  const inTime = since === null ? newest : newest.filter(({ at }) => at >= since);
  const { where } = one;
  const counted = where === null ? inTime : inTime.filter(({ view }) => safelyMeets(where, view ?? {}));
  return { count: counted.length, complete: newest.length < needed || inTime.length < newest.length };
}

/** Whether somebody behaves so; null when that depends on events that were not looked at. */
export function behavesSo({ howOften, times }: Behaviour, { count, complete }: Tally): boolean | null {
  if (howOften === 'atLeast') return count >= times || (complete ? false : null);
  if (count > times) return false;
  if (!complete) return null;
  return howOften === 'atMost' || count === times;
}
