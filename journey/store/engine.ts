import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema';

/** A write transaction on the store. */
export type Tx = Transaction<Schema>;

/** What differs between the two engines, as documented behaviour; nothing outside asks for an engine's name. */
export interface Engine {
  /** What an error message may call this store: never holds a password. */
  readonly label: string;
  /** Whether one process owns the store, so that any other boot id is known to be dead. */
  readonly exclusive: boolean;
  readonly db: Kysely<Schema>;
  /** The SQL types and table options that migrations use. */
  readonly types: EngineTypes;
  /**
   * Runs a write transaction that sees everything committed before it took its locks. Deadlocks and
   * serialization failures run it again, so `work` must have no effect outside the transaction.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Takes the locks of these users until the transaction ends; always in one order. Its own statement, before any read. */
  lockUsers(tx: Tx, userIds: readonly string[]): Promise<void>;
  /** Shared lock of everyone who appends to the log, until the transaction ends. */
  lockLogShared(tx: Tx): Promise<void>;
  /** Exclusive lock on the log: when it is held, no append is under way. */
  lockLogExclusive(tx: Tx): Promise<void>;
  /** Lock that lets one process migrate at a time. */
  lockMigrations(tx: Tx): Promise<void>;
  /** Empties a table at once, without visiting its rows. */
  truncate(tx: Tx, table: string): Promise<void>;
  /** Tells the other processes on this store that there is something to do. A hint: they also look by themselves. */
  notify(): Promise<void>;
  /** Calls back on such hints from other processes. */
  onNotify(callback: () => void): void;
  /** What is wrong with the storage itself, in the database's words; empty when it is sound. May read everything. */
  damages(): Promise<string[]>;
  close(): Promise<void>;
}

/** A store that is looked at only: it may stand beside the process that writes it. */
export type Reader = Pick<Engine, 'label' | 'db' | 'types' | 'damages' | 'close'>;

/** Column types and table endings that the engines spell differently. */
export interface EngineTypes {
  /** A column that numbers rows in the order they were inserted. */
  readonly serial: string;
  /** 64-bit integer. */
  readonly bigint: string;
  readonly binary: string;
  /** Ending of a table whose rows are stored in the order of their primary key, where the engine has it. */
  readonly clustered: string;
  /** The store's own clock in milliseconds, as a scalar SQL expression. */
  readonly now: string;
}
