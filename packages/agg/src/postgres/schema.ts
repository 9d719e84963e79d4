// The tables. Each key begins with task, role and round. A round is `numeric`, since `bigint` ends at 2^63. A
// client is the bytes of its id, since `text` can't hold U+0000, with which one client could make the steps
// of all others fail.

import { FedzkError } from '@fedzk/core';
import type { Query } from './transactions.js';

/** The version of these tables, in each row of `origin`. */
export const VERSION = 4;

const OF_TASK = 'task bytea NOT NULL, role smallint NOT NULL';
const OF_ROUND = `${OF_TASK}, round numeric(20) NOT NULL`;
const OF_CLIENT = `${OF_ROUND}, client bytea NOT NULL`;

const TABLES: readonly string[] = [
  'CREATE SCHEMA fedzk_agg',
  `CREATE TABLE fedzk_agg.round (${OF_ROUND}, state smallint NOT NULL, held int NOT NULL, accepted int NOT NULL,
    settles bigint, set_hash bytea, release bytea, wiped boolean NOT NULL,
    PRIMARY KEY (task, role, round), CHECK (0 <= accepted AND accepted <= held))`,
  `CREATE TABLE fedzk_agg.slot (${OF_CLIENT}, report bytea NOT NULL, state smallint NOT NULL, prepare bytea, share bytea,
    PRIMARY KEY (task, role, round, client), UNIQUE (task, role, round, report))`,
  // Shares are sealed, so they can't be compressed.
  'ALTER TABLE fedzk_agg.slot ALTER COLUMN share SET STORAGE EXTERNAL',
  `CREATE TABLE fedzk_agg.valid (${OF_CLIENT}, report bytea NOT NULL, head bytea,
    PRIMARY KEY (task, role, round, client))`,
  `CREATE TABLE fedzk_agg.document (${OF_ROUND}, name smallint NOT NULL, document bytea NOT NULL, signature bytea,
    sums bytea, PRIMARY KEY (task, role, round, name))`,
  // `place` keeps the order in which events were stored.
  `CREATE TABLE fedzk_agg.event (place bigint GENERATED ALWAYS AS IDENTITY, ${OF_TASK}, id uuid NOT NULL,
    body text NOT NULL, PRIMARY KEY (task, role, id))`,
  'CREATE INDEX event_in_order ON fedzk_agg.event (task, role, place)',
  // Which replica does what is due. A row and no advisory lock: that ends with the connection, which a lost machine leaves open.
  `CREATE TABLE fedzk_agg.lease (${OF_TASK}, holder uuid NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (task, role))`,
  `CREATE TABLE fedzk_agg.origin (${OF_TASK}, system text NOT NULL, timeline text NOT NULL,
    synchronous boolean NOT NULL, schema int NOT NULL, PRIMARY KEY (task, role))`,
];

/** The advisory lock with which replicas that start at once wait for each other: the bytes of "fedzk-ag". */
const LOCK = '7378414041463349607';

/**
 * Makes the tables if there are none.
 *
 * @throws {FedzkError} `unsupported`: they are of another version
 */
export async function createTables(query: Query): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock(${LOCK})`);
  const [found] = await query("SELECT to_regclass('fedzk_agg.origin') IS NOT NULL AS there");
  if (found?.['there'] !== true) {
    for (const table of TABLES) await query(table);
    return;
  }
  const [other] = await query('SELECT schema FROM fedzk_agg.origin WHERE schema <> $1 LIMIT 1', VERSION);
  if (other === undefined) return;
  const message = `The tables of fedzk_agg are of version ${other['schema']}, not ${VERSION}.`;
  throw new FedzkError('unsupported', `${message} Use a database of its own, or the version that wrote them.`);
}
