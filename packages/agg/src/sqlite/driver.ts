// The part of a SQLite library that is used. Parameters go as one array: libsql crashes on a lone Buffer.

/** The value of a column. Integers are small: states and counts. */
export type Value = string | number | Uint8Array | null;

/** A row by its columns' names. */
export type Row = Readonly<Record<string, Value>>;

/** A prepared statement. */
export interface Statement {
  run(values: readonly Value[]): void;
  all(values: readonly Value[]): readonly Row[];
}

/** An open database. Each call blocks until it is done. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Opens a database by its file's path; an error's message is SQLite's. */
export type Driver = (path: string) => Database;
