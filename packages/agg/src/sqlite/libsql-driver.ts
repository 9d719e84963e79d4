// SQLite for Node 20, which has none of its own: libsql, from an optional package that npm installs only
// there.

import type { Database, Driver, Row, Value } from './driver.js';

/** The part of libsql that is used. */
interface Libsql {
  exec(sql: string): unknown;
  prepare(sql: string): { run(values: readonly Value[]): unknown; all(values: readonly Value[]): readonly unknown[] };
  close(): unknown;
}

/** The driver of Node 20; undefined where the optional package is not installed. */
export async function libsqlDriver(): Promise<Driver | undefined> {
  let Database: new (path: string) => Libsql;
  try {
    ({ Database } = await import('@fedzk/sqlite-node20'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return (path) => opened(new Database(path));
}

function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

function opened(database: Libsql): Database {
  return {
    exec(sql) {
      database.exec(sql);
    },
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        run(values) {
          statement.run(values);
        },
        all: (values) => statement.all(values).map(rowOf),
      };
    },
    close() {
      release(database);
      database.close();
    },
  };
}

/** Converts a row: libsql returns bytes as an ArrayBuffer. */
function rowOf(row: unknown): Row {
  const given = Object.entries(row as Readonly<Record<string, string | number | ArrayBuffer | null>>);
  const columns = given.map(([name, value]): [string, Value] => [
    name,
    typeof value === 'object' && value !== null ? new Uint8Array(value) : value,
  ]);
  return Object.fromEntries(columns);
}

/** Releases the file: `close` keeps it locked until all statements are collected, unless the log is switched off. */
function release(database: Libsql): boolean {
  try {
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema');
    return true;
  } catch {
    // Locked by another process, or not a database: nothing was held.
    return false;
  }
}
