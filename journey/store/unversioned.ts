import { sql } from 'kysely';
import { groupBy } from '../domain/group-by';
import type { ReportQuery, ReportRow } from '../ports/store';
import type { Engine } from './engine';
import { NO_VERSION } from './steps';

const HOUR_MS = 3_600_000;

const NOTHING = {
  entered: 0,
  waitingNow: 0,
  conversions: 0,
  converted: 0,
  left: {},
  goals: 0,
  heldOut: { entered: 0, converted: 0, goals: 0 },
  value: {},
  metrics: {},
};

/**
 * What happened to people without an execution, by node: entries that were refused and late matches. Goals and time-outs are
 * not among them, since the steps of the people tell them. Whoever is refused never enters, so either range goes by when it
 * happened, in whole hours.
 */
export async function reportUnversioned({ db }: Engine, query: ReportQuery): Promise<ReportRow[]> {
  const hour = (at: number): number => Math.floor(at / HOUR_MS);
  const { from, to } = query;
  const rows = await db
    .selectFrom('journey_step_count')
    .select(['node_id', 'outcome', sql<number>`sum(count)`.as('count'), sql<number>`min(hour)`.as('hour')])
    .where('workflow_id', '=', query.workflowId)
    .where('version', '=', NO_VERSION)
    .where('outcome', 'not in', ['goal', 'timed_out'])
    .where((eb) => eb.and(from === null ? [] : [eb('hour', '>=', hour(from))]))
    .where((eb) => eb.and(to === null ? [] : [eb('hour', '<', hour(to))]))
    .groupBy(['node_id', 'outcome'])
    .orderBy('node_id')
    .orderBy('outcome')
    .execute();
  return [...groupBy(rows, (row) => row.node_id)].map(([nodeId, own]) => ({
    ...NOTHING,
    version: null,
    nodeId,
    firstAt: Math.min(...own.map((row) => Number(row.hour))) * HOUR_MS,
    outcomes: Object.fromEntries(own.map(({ outcome, count }) => [outcome, Number(count)])),
  }));
}
