/** Faults of the embedded store, one statement at a time, where Node hands it to SQLite. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';

type Run = (this: StatementSync, ...values: unknown[]) => unknown;

/** Says of the nth statement whether it fails. */
export type Fails = (statement: number) => boolean;

const database = new DatabaseSync(':memory:');
const prototype = Object.getPrototypeOf(database.prepare('select 1')) as Record<'run' | 'all', Run>;
database.close();

const original = { run: prototype.run, all: prototype.all };
let fails: Fails | null = null;
let count = 0;
let hits = 0;

/** Lets statements of the whole process fail from the first one on, until `mend`. Only one that holds may be broken. */
export function breakStatements(when: Fails): void {
  [fails, count, hits] = [when, 0, 0];
  for (const name of ['run', 'all'] as const) {
    prototype[name] = function (...values) {
      // A rollback is what SQLite itself does when the disk fails.
      if (this.sourceSQL !== 'rollback' && fails?.((count += 1))) {
        hits += 1;
        throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 });
      }
      return original[name].apply(this, values);
    };
  }
}

/** Ends all faults; answers how many statements came by and how many failed. */
export function mend(): { readonly count: number; readonly hits: number } {
  Object.assign(prototype, original);
  fails = null;
  return { count, hits };
}

/** A reader of the file beside its one writer, once that has made it; its own statements are never counted. */
export function readerOf(file: string): <Row>(sql: string) => Promise<Row[]> {
  let reader: DatabaseSync | null = null;
  return <Row>(sql: string) => {
    reader ??= new DatabaseSync(file, { readOnly: true });
    return Promise.resolve(original.all.call(reader.prepare(sql)) as Row[]);
  };
}
