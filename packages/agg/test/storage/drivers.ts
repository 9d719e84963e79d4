// SQLite's drivers that this Node has, and a file for a test.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Driver } from '../../src/sqlite/driver.js';
import { libsqlDriver } from '../../src/sqlite/libsql-driver.js';
import { nodeDriver } from '../../src/sqlite/node-driver.js';
import { storageBy } from '../../src/sqlite/storage.js';
import { Faults, type Subject } from './subject.js';

/** By name. Node 20 has libsql alone, newer ones both or Node's own. */
export const drivers: readonly (readonly [name: string, driver: Driver])[] = [
  ['node:sqlite', nodeDriver()] as const,
  ['libsql', await libsqlDriver()] as const,
].flatMap(([name, driver]) => (driver === undefined ? [] : [[name, driver] as const]));

/** A folder that is removed by the second. */
export function temporaryFolder(): readonly [folder: string, remove: () => void] {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-agg-'));
  return [folder, () => rmSync(folder, { recursive: true, force: true })];
}

/** A storage in a file of its own. */
export async function sqliteSubject(driver: Driver): Promise<Subject> {
  const [folder, remove] = temporaryFolder();
  const faults = new Faults();
  const storage = storageBy(() => (path) => disturbed(driver(path), faults), join(folder, 'a/test.db'));
  return {
    ...{ storage, faults },
    async close() {
      await storage.close();
      remove();
    },
  };
}

/** A database whose statements may fail. Its ROLLBACK does not: that is what SQLite does of itself too. */
function disturbed(database: Database, faults: Faults): Database {
  return {
    exec: (sql) => (sql === 'ROLLBACK' ? database.exec(sql) : faults.around(() => database.exec(sql))),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        run: (values) => faults.around(() => statement.run(values)),
        all: (values) => faults.around(() => statement.all(values)),
      };
    },
    close: () => database.close(),
  };
}
