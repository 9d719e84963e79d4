// The tables. Each key begins with task, role and round. A round is 8 bytes, big-endian, since SQLite's
// integers end at 2^63; a client is the bytes of its id. Such bytes sort like their numbers.

import { FedzkError } from '@fedzk/core';
import type { Connection } from './connection.js';

/** The version of these tables, in the file's `user_version`. */
const VERSION = 3;

const OF_ROUND = 'task BLOB NOT NULL, role INTEGER NOT NULL, round BLOB NOT NULL';
const OF_CLIENT = `${OF_ROUND}, client BLOB NOT NULL`;

const TABLES = [
  `CREATE TABLE round (${OF_ROUND}, state INTEGER NOT NULL, held INTEGER NOT NULL, accepted INTEGER NOT NULL,
    settles INTEGER, set_hash BLOB, release BLOB, wiped INTEGER NOT NULL,
    PRIMARY KEY (task, role, round), CHECK (0 <= accepted AND accepted <= held)) STRICT`,
  `CREATE TABLE slot (${OF_CLIENT}, report BLOB NOT NULL, state INTEGER NOT NULL, prepare BLOB, share BLOB,
    PRIMARY KEY (task, role, round, client), UNIQUE (task, role, round, report)) STRICT`,
  `CREATE TABLE valid (${OF_CLIENT}, report BLOB NOT NULL, head BLOB,
    PRIMARY KEY (task, role, round, client)) STRICT`,
  `CREATE TABLE document (${OF_ROUND}, name INTEGER NOT NULL, document BLOB NOT NULL, signature BLOB, sums BLOB,
    PRIMARY KEY (task, role, round, name)) STRICT`,
  // `place` keeps the order in which events were stored.
  `CREATE TABLE event (place INTEGER PRIMARY KEY, task BLOB NOT NULL, role INTEGER NOT NULL, id TEXT NOT NULL,
    body TEXT NOT NULL, UNIQUE (task, role, id)) STRICT`,
  'CREATE INDEX event_in_order ON event (task, role, place)',
];

/**
 * Makes the tables in an empty database.
 *
 * @throws {FedzkError} `unsupported`: the file is of another version, or of another program
 */
export function createTables(connection: Connection): void {
  connection.transaction(() => {
    const version = connection.all('PRAGMA user_version')[0]?.['user_version'];
    if (version === VERSION) return;
    const empty = connection.all('SELECT 1 FROM sqlite_schema LIMIT 1').length === 0;
    if (version !== 0 || !empty) {
      const message = `The database is not of this version of @fedzk/agg: it has version ${version}, not ${VERSION}.`;
      throw new FedzkError('unsupported', `${message} Use a file of its own, or the version that wrote it.`);
    }
    for (const table of TABLES) connection.run(table);
    connection.run(`PRAGMA user_version = ${VERSION}`);
  });
}
