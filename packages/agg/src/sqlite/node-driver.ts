// Node's own SQLite, in Node 22.13 and newer.

import type { Database, Driver, Row, Value } from './driver.js';

/** The part of `node:sqlite` that is used. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): {
      run(...values: readonly Value[]): unknown;
      all(...values: readonly Value[]): unknown;
    };
    close(): void;
  };
}

/** Returns Node's own driver; undefined in a Node without one. */
export function nodeDriver(): Driver | undefined {
  const module = process.getBuiltinModule?.('node:sqlite') as unknown as NodeSqlite | undefined;
  return module && ((path) => opened(new module.DatabaseSync(path)));
}

function opened(database: InstanceType<NodeSqlite['DatabaseSync']>): Database {
  return {
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        run(values) {
          statement.run(...values);
        },
        all: (values) => statement.all(...values) as readonly Row[],
      };
    },
    close: () => database.close(),
  };
}
