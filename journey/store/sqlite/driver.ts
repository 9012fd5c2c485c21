import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { isBusy, Patience } from './busy';
import { Stretch } from './stretch';

const MAX_STATEMENTS = 256;

/**
 * Kysely over node:sqlite: one connection, statements prepared once, transactions that take the write lock when they
 * begin (Kysely's own SQLite driver begins deferred and can fail in the middle with "database is locked"). While another
 * program holds that lock, callers wait for some seconds and n8n goes on; then they fail.
 */
export function sqliteDialect(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(database),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #queue = new Turnstile();

  constructor(database: DatabaseSync) {
    this.#connection = new SqliteConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    // From here on: whoever has queued behind others that waited in vain does not wait as long again.
    const patience = new Patience();
    await this.#queue.enter();
    this.#connection.patience = patience;
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }

  async releaseConnection(): Promise<void> {
    this.#queue.leave();
  }

  async destroy(): Promise<void> {}
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #stretch = new Stretch();
  /** Of whoever uses the connection at present. */
  patience = new Patience();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.#stretch.breathe();
    const statement = this.#prepare(query.sql);
    const parameters = query.parameters as SQLInputValue[];
    if (statement.columns().length > 0)
      return { rows: (await this.#patiently(() => statement.all(...parameters))) as R[] };
    const { changes, lastInsertRowid } = await this.#patiently(() => statement.run(...parameters));
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // eslint-disable-next-line require-yield -- nothing of ours streams; the interface asks for the method
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported on the embedded store');
  }

  /** Takes the write lock. Whatever the transaction does after that cannot meet anybody else's. */
  async begin(): Promise<void> {
    await this.#patiently(() => this.#run('begin immediate'));
  }

  async commit(): Promise<void> {
    await this.#stretch.breathe();
    this.#run('commit');
  }

  async #patiently<T>(act: () => T): Promise<T> {
    for (;;) {
      try {
        return act();
      } catch (error) {
        if (!isBusy(error) || this.#database.isTransaction || !(await this.patience.wait())) throw error;
      }
    }
  }

  #run(sql: string): void {
    this.#prepare(sql).run();
  }

  /** A failed commit (disk full) has already ended the transaction: then there is nothing to roll back. */
  rollback(): void {
    if (this.#database.isTransaction) this.#run('rollback');
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= MAX_STATEMENTS)
      this.#statements.delete(this.#statements.keys().next().value ?? '');
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Lets one caller in at a time, in the order of arrival. */
class Turnstile {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  async enter(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy = false;
  }
}
