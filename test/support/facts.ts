import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { TestClock } from '../host/clock';
import { query } from '../host/services';

/** What is under way in a store, read in one statement. */
export interface Underway {
  readonly unrouted: number;
  /** Open waits whose deadline has passed. */
  readonly due: number;
  readonly ready: number;
  readonly emitted: number;
  readonly running: number;
  readonly held: number;
  readonly waiting: number;
  /** Executions that own people. */
  readonly executions: number;
}

type Row = Record<string, unknown>;

/** Reads what a store of journeys says, from outside, without disturbing the n8n that uses it. */
export class Facts {
  readonly #read: (sql: string) => Promise<Row[]>;

  private constructor(read: (sql: string) => Promise<Row[]>) {
    this.#read = read;
  }

  /** The embedded store of an n8n, alive or not. */
  static embedded(userFolder: string): Facts {
    const path = join(userFolder, '.n8n', 'journeys.sqlite');
    return new Facts((sql) => Promise.resolve(existsSync(path) ? readFile(path, sql) : []));
  }

  /** A PostgreSQL store. */
  static postgres(url: string): Facts {
    return new Facts((sql) => query(url, sql));
  }

  /** Rows of one statement. PostgreSQL sends 64-bit integers and counts as text. */
  async rows<T>(sql: string): Promise<T[]> {
    return (await this.#read(sql)) as T[];
  }

  /** What is under way at an instant of business time, leaving out deliveries of some people. */
  async underway(now: number, except: readonly string[] = []): Promise<Underway> {
    const deliveries = `journey_delivery where user_id not in (${quoted(['', ...except])})`;
    const inState = (state: string): string => `(select count(*) from ${deliveries} and state = '${state}')`;
    const [row] = await this.rows<Underway>(`select
      (select count(*) from journey_event
        where seq > (select seq from journey_cursor where name = 'route')) as unrouted,
      (select count(*) from journey_wait where state = 'open' and commit_at <= ${now}) as due,
      (select count(*) from journey_wait where state = 'open') as waiting,
      (select count(distinct execution_id) from ${deliveries} and state = 'running') as executions,
      ${inState('ready')} as ready, ${inState('emitted')} as emitted,
      ${inState('running')} as running, ${inState('held')} as held`);
    if (!row) throw new Error('the store has not been opened yet');
    const counts = Object.entries(row).map(([name, count]) => [name, Number(count)]);
    return Object.fromEntries(counts) as Underway;
  }

  /** Whether the log is routed, nothing is due and nobody is on the move. */
  async settled(now: number, except: readonly string[] = []): Promise<boolean> {
    const { unrouted, due, ready, emitted, running } = await this.underway(now, except);
    return unrouted + due + ready + emitted + running === 0;
  }

  /** When somebody is tried again whose time has not come yet; null when nobody is. */
  async nextTry(now: number): Promise<number | null> {
    const [row] = await this.rows<{ at: unknown }>(
      `select min(ready_at) as at from journey_delivery where state = 'ready' and ready_at > ${now}`,
    );
    return row?.at === null || row?.at === undefined ? null : Number(row.at);
  }

  /** Whoever's execution could not reach the store is tried again a little later by a clock that stands still: moves it there. */
  async letRetriesCome(clock: TestClock): Promise<void> {
    const next = await this.nextTry(clock.now());
    if (next !== null) await clock.move(next);
  }

  /** Some of those who are on the move, in words. */
  async moving(): Promise<string[]> {
    const rows = await this.rows(
      `select * from journey_delivery where state in ('ready', 'emitted', 'running') limit 5`,
    );
    return rows.map((row) => JSON.stringify(row));
  }
}

/** Text values for a list in SQL. */
export function quoted(values: readonly string[]): string {
  return values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
}

function readFile(path: string, sql: string): Row[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec('pragma busy_timeout = 5000');
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
