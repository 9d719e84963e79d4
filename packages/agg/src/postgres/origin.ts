// Checks that the server keeps what it commits, and is the one that committed before. agg-service.md, §2.

import { FedzkError } from '@fedzk/core';
import type { Bytes } from '../protocol/encoding.js';
import { ROUND_STATES } from '../storage/rows.js';
import { VERSION } from './schema.js';
import type { Query } from './transactions.js';

/** A server's identity, and its replication. */
interface Origin {
  readonly system: string;
  readonly timeline: string;
  /** Whether a standby has each commit before it is acknowledged. */
  readonly synchronous: boolean;
}

/** Settings without which an acknowledged commit may be lost. */
const NEEDED = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/**
 * Compares the server with the one that the task began on. After the promotion of a synchronous standby,
 * rounds that are not collected are abandoned: it is unknown which standby was promoted, and one that lags
 * has lost acknowledged commits.
 *
 * @throws {FedzkError} `unsupported`: the server doesn't keep what it commits, or is a standby; `rolled-back`: it is another
 *   than before, or goes on from a backup or a standby, which may lack something
 */
export async function checkOrigin(query: Query, task: Bytes, role: number): Promise<void> {
  const now = await originOf(query);
  // Written by the first transaction; others wait for it.
  await query(
    `INSERT INTO fedzk_agg.origin (task, role, system, timeline, synchronous, schema) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (task, role) DO NOTHING`,
    ...[task, role, now.system, now.timeline, now.synchronous, VERSION],
  );
  const sql = 'SELECT system, timeline, synchronous FROM fedzk_agg.origin WHERE task = $1 AND role = $2 FOR UPDATE';
  const [before] = await query(sql, task, role);
  if (before === undefined) throw new FedzkError('damaged', 'The row of fedzk_agg.origin was deleted meanwhile.');
  const moved = before['system'] !== now.system || before['timeline'] !== now.timeline;
  if (moved && before['synchronous'] !== true) throw rolledBack(before, now);
  if (moved) {
    const [collected, abandoned] = [ROUND_STATES.indexOf('collected'), ROUND_STATES.indexOf('abandoned')];
    const ended = 'UPDATE fedzk_agg.round SET state = $3 WHERE task = $1 AND role = $2 AND state < $4';
    await query(ended, task, role, abandoned, collected);
  }
  if (!moved && before['synchronous'] === now.synchronous) return;
  await query(
    'UPDATE fedzk_agg.origin SET system = $3, timeline = $4, synchronous = $5 WHERE task = $1 AND role = $2',
    ...[task, role, now.system, now.timeline, now.synchronous],
  );
}

/** @throws {FedzkError} `unsupported` */
async function originOf(query: Query): Promise<Origin> {
  // `pg_control_checkpoint()` still shows the old timeline after a promotion; the name of the log's file has the new one.
  const [row = {}] = await query(`SELECT pg_is_in_recovery() AS standby,
    ${NEEDED.map((name) => `current_setting('${name}') AS ${name}`).join(', ')},
    current_setting('synchronous_standby_names') AS standbys,
    (SELECT system_identifier::text FROM pg_control_system()) AS system,
    CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline`);
  if (row['standby'] !== false) {
    throw new FedzkError('unsupported', 'The PostgreSQL server is a standby; connect to the primary.');
  }
  const off = NEEDED.find((name) => row[name] === 'off');
  if (off !== undefined) {
    const message = `PostgreSQL has ${off} = off, so it may lose committed data`;
    throw new FedzkError('unsupported', `${message}; turn it on, and begin a new task if it was off before.`);
  }
  const waits = ['on', 'remote_apply'].includes(String(row['synchronous_commit']));
  return {
    system: String(row['system']),
    timeline: String(row['timeline']),
    synchronous: waits && row['standbys'] !== '',
  };
}

function rolledBack(before: Readonly<Record<string, unknown>>, now: Origin): FedzkError {
  const was = `system ${before['system']}, timeline ${before['timeline']}`;
  const message = `The task began on another PostgreSQL server: ${was}; this is system ${now.system}, timeline`;
  const why = 'It may lack what was committed there, since no standby had each commit.';
  return new FedzkError('rolled-back', `${message} ${now.timeline}. ${why} Make new keys, hence a new task.`);
}
