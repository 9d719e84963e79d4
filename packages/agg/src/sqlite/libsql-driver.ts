// SQLite for Node 20, which has none: libsql, by the optional package that npm installs there alone.

import type { Database, Driver, Row, Value } from './driver.js';

/** As much of libsql as is used. */
interface Libsql {
  exec(sql: string): unknown;
  prepare(sql: string): { run(values: readonly Value[]): unknown; all(values: readonly Value[]): unknown };
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
          statement.run(values.map(native));
        },
        all: (values) => statement.all(values.map(native)) as readonly Row[],
      };
    },
    close() {
      database.close();
    },
  };
}

/** It takes no bytes but a Buffer's. */
function native(value: Value): Value {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}
