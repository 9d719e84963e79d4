// Opens a database so that commits are durable, wiped data is overwritten, and no other process writes
// meanwhile.

import { FedzkError, quoted } from '@fedzk/core';
import { Connection } from './connection.js';
import type { Driver } from './driver.js';
import { makeFile } from './file.js';
import { libsqlDriver } from './libsql-driver.js';
import { nodeDriver } from './node-driver.js';
import { createTables } from './schema.js';

/** Settings made before anything is read: the first access takes the lock that `EXCLUSIVE` keeps. */
const SETTINGS: readonly (readonly [name: string, value: string, is: string | number])[] = [
  ['locking_mode', 'EXCLUSIVE', 'exclusive'],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['secure_delete', 'ON', 1],
];

/** Finds a driver for this Node. @throws {FedzkError} `unsupported`: there is none */
export async function findDriver(): Promise<Driver> {
  const driver = nodeDriver() ?? (await libsqlDriver());
  if (driver !== undefined) return driver;
  const message = `Node ${process.versions.node} has no SQLite. Use Node 22.13 or newer, or on Node 20 install`;
  throw new FedzkError('unsupported', `${message} the optional dependency @fedzk/sqlite-node20.`);
}

/**
 * Opens a database, and makes its file and tables if there are none.
 *
 * @throws {FedzkError} `invalid-state`: another process, or another storage of this one, has it open; `unsupported`;
 *   `storage`: the file can't be opened, or is no database
 */
export function openDatabase(driver: Driver, path: string): Connection {
  let connection: Connection | undefined;
  try {
    makeFile(path);
    connection = new Connection(driver(path));
    for (const [name, value, is] of SETTINGS) set(connection, name, value, is);
    createTables(connection);
    return connection;
  } catch (cause) {
    connection?.close();
    if (cause instanceof FedzkError) throw cause;
    if (cause instanceof Error && /database is locked/.test(cause.message)) {
      const message = `The database ${quoted(path)} is in use by another aggregator; stop that one first.`;
      throw new FedzkError('invalid-state', message, { cause });
    }
    const message = `The database ${quoted(path)} can't be opened; the error's cause says why.`;
    throw new FedzkError('storage', message, { cause });
  }
}

function set(connection: Connection, name: string, value: string, is: string | number): void {
  connection.all(`PRAGMA ${name} = ${value}`);
  const now = connection.all(`PRAGMA ${name}`)[0]?.[name];
  if (now !== is) throw new Error(`SQLite did not take ${name} = ${value}; it has ${now}`);
}
