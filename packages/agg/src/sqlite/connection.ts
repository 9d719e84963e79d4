// A connection to a database, with its prepared statements. No transaction is open between calls.

import type { Database, Row, Statement, Value } from './driver.js';

/** Runs statements on one database, in atomic transactions. */
export class Connection {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();
  #begun = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Runs a statement that returns no rows. */
  run(sql: string, ...values: readonly Value[]): void {
    this.#prepared(sql).run(values);
  }

  /** Runs a statement, and returns its rows. */
  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#prepared(sql).all(values);
  }

  /**
   * Makes a transaction, durable when it returns. If it throws, nothing was changed, unless the error came
   * after the commit.
   */
  transaction<Result>(work: () => Result): Result {
    // Ends a transaction of an earlier call whose own rollback failed.
    this.#rollBack();
    try {
      this.#begun = true;
      this.#database.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#database.exec('COMMIT');
      this.#begun = false;
      return result;
    } catch (error) {
      try {
        this.#rollBack();
      } catch (second) {
        throw new AggregateError([error, second], 'SQLite could neither make nor undo a transaction.');
      }
      throw error;
    }
  }

  /** Writes all changes into the database file, and empties its log. Call it outside transactions. */
  checkpoint(): void {
    this.#rollBack();
    const [row] = this.all('PRAGMA wal_checkpoint(TRUNCATE)');
    if (row?.['busy'] !== 0) throw new Error('SQLite could not empty its log: wal_checkpoint(TRUNCATE) was busy');
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #rollBack(): void {
    if (!this.#begun) return;
    try {
      this.#database.exec('ROLLBACK');
    } catch (error) {
      // SQLite has undone the transaction itself, as on a full disk, or the commit was made.
      if (!(error instanceof Error && /no transaction is active/.test(error.message))) throw error;
    }
    this.#begun = false;
  }
}
