import { sql, type Expression, type RawBuilder, type Selectable } from 'kysely';
import type { WaitBranch } from '../domain/matching';
import type { EventConditions } from '../domain/conditions';
import type { LoggedEvent } from '../domain/user-event';
import type { Schema } from './schema';

// SQLite takes 32,766 parameters a statement and PostgreSQL 65,535; the widest table has twenty columns.
const CHUNK = 1000;

/**
 * Says to the planner that only deliveries which are not settled are asked for, in the very words of their index: from
 * `state in (...)` alone SQLite does not conclude that it may use it, and would read every delivery there ever was.
 */
export const UNSETTLED = sql<boolean>`state <> 'settled'`;

/** Calls to services whose end is not written down, in the words of their index. */
export const OPEN_CALLS = sql<boolean>`state in ('reserved', 'unknown')`;

/** Slices of an array that fit into one statement each. */
export function* chunks<T>(rows: readonly T[], size = CHUNK): Generator<T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** Runs a query over slices of `values` and joins the rows; no query at all for no values. */
export async function selectIn<V, R>(
  values: readonly V[],
  query: (slice: V[]) => Promise<R[]>,
): Promise<R[]> {
  const found: R[] = [];
  for (const slice of chunks([...new Set(values)])) found.push(...(await query(slice)));
  return found;
}

/** A row list for `update ... from`; both engines call its columns column1, column2, ... */
export function valueList(rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  return sql`(values ${sql.join(rows.map((row) => sql`(${sql.join(row.map((value) => sql`${value}`))})`))})`;
}

/** A 64-bit integer out of a value list, whose columns carry no type on PostgreSQL. */
export function asInteger(expression: Expression<unknown> | RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`cast(${expression} as bigint)`;
}

/** A row of the log as the domain sees it. */
export function toEvent(row: Selectable<Schema['journey_event']>): LoggedEvent {
  return {
    seq: row.seq,
    source: row.source,
    eventId: row.event_id,
    userId: row.user_id,
    event: row.name,
    properties: JSON.parse(row.properties) as LoggedEvent['properties'],
    at: row.at,
    timestamp: row.occurred_at,
    receivedAt: row.received_at,
  };
}

/** The branches of a wait in their order. The name is of the canvas only and not stored. */
export function toBranches(rows: readonly Selectable<Schema['journey_wait_event']>[]): WaitBranch[] {
  return [...rows]
    .sort((a, b) => a.position - b.position)
    .map((row) => ({
      id: row.branch_id,
      name: row.branch_id,
      event: row.event_name,
      conditions: row.conditions === null ? null : (JSON.parse(row.conditions) as EventConditions),
    }));
}

/**
 * A sentence that somebody else wrote, such as an error's message, as every engine can hold it: what PostgreSQL refuses
 * (NUL) and what UTF-8 cannot say (halves of a surrogate pair) become U+FFFD.
 */
export function writable(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd').replaceAll('\u0000', '\ufffd');
}
