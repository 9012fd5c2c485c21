import { DatabaseSync, StatementSync, type SQLInputValue } from 'node:sqlite';
import { openMemory } from './engines';
import { tellEverything } from './everything';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

/**
 * A table read from end to end; `v` is a list of values in the statement itself, the other names are queries within it,
 * whose own steps are looked at too.
 */
const WHOLE =
  /^(SCAN(?! v$| passage$| person$| known$| recent$| \(subquery-\d+\)$|( \d+)? CONSTANT| \d+-ROW VALUES)(?!.*USING (COVERING )?INDEX)|SEARCH(?!.*USING ))/;

/** Tables of a handful of rows, whatever the number of people; and the end of the log, found by its own key. */
const SMALL = /^(SCAN (journey_rule|journey_process|journey_cursor|journey_meta)|SEARCH journey_event$)\b/;

interface Statement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

/** Remembers each statement that runs, with what it ran with: partial indexes depend on the values. */
function watch(): { readonly seen: Map<string, Statement>; readonly stop: () => void } {
  const seen = new Map<string, Statement>();
  const texts = new WeakMap<object, string>();
  const prepare = DatabaseSync.prototype.prepare;
  const { all, run } = StatementSync.prototype;
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string) {
    const statement = prepare.call(this, sql);
    texts.set(statement, sql);
    return statement;
  };
  const note = (statement: object, parameters: readonly SQLInputValue[]) => {
    const sql = texts.get(statement) ?? '';
    if (/^\s*(select|update|delete|insert|with)\b/i.test(sql)) seen.set(sql, { sql, parameters });
  };
  StatementSync.prototype.all = function (this: StatementSync, ...parameters: SQLInputValue[]) {
    note(this, parameters);
    return all.apply(this, parameters as never);
  } as typeof all;
  StatementSync.prototype.run = function (this: StatementSync, ...parameters: SQLInputValue[]) {
    note(this, parameters);
    return run.apply(this, parameters as never);
  } as typeof run;
  const stop = () => {
    DatabaseSync.prototype.prepare = prepare;
    StatementSync.prototype.all = all;
    StatementSync.prototype.run = run;
  };
  return { seen, stop };
}

const EVENT_BY_PERSON =
  'SEARCH e USING COVERING INDEX journey_event_user (user_id=? AND name=? AND at>? AND at<?)';

function planOf(database: DatabaseSync, { sql, parameters }: Statement): string[] {
  const plan = database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[];
  return plan.map(({ detail }) => detail);
}

/** Steps of the plan that read a whole table of people, waits, deliveries or events. */
function scans(database: DatabaseSync, statement: Statement): string[] {
  return planOf(database, statement)
    .filter((detail) => WHOLE.test(detail) && !SMALL.test(detail))
    .map((detail) => `${detail} <- ${statement.sql}`);
}

describe('plans on SQLite', () => {
  test('no statement of the store reads a whole table', async () => {
    const databases: DatabaseSync[] = [];
    const exec = DatabaseSync.prototype.exec;
    DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
      if (!databases.includes(this)) databases.push(this);
      exec.call(this, sql);
    };
    const opened = await openMemory();
    DatabaseSync.prototype.exec = exec;
    const watched = watch();
    try {
      await tellEverything(opened);
    } finally {
      watched.stop();
    }
    const [database] = databases;
    if (!database) throw new Error('No database was opened');
    expect(watched.seen.size).toBeGreaterThan(50);
    expect([...watched.seen.values()].flatMap((statement) => scans(database, statement))).toEqual([]);
    // What people did is found by person, name and time, and nothing else of the log is looked at.
    const deeds = [...watched.seen.values()].filter(({ sql }) => sql.includes('row_number()'));
    const steps = deeds.flatMap((statement) =>
      planOf(database, statement).filter((step) => / e /.test(step)),
    );
    expect(new Set(steps)).toEqual(
      new Set([EVENT_BY_PERSON, 'SEARCH e USING INTEGER PRIMARY KEY (rowid=?)']),
    );
    // Nobody was moved, however many wait for their turn.
    const moved = [...watched.seen.values()].filter(({ sql }) => sql.includes('"move_to" is not null'));
    expect(moved.flatMap((statement) => planOf(database, statement))).toEqual([
      'SEARCH journey_delivery USING INDEX journey_delivery_moved (workflow_id=? AND node_id=?)',
    ]);
    // Control: the check finds a scan where there is one.
    const control = { sql: 'select count(*) from journey_delivery where reason = ?', parameters: ['x'] };
    expect(scans(database, control)).toHaveLength(1);
    await opened.close();
  });
});
