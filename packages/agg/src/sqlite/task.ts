// A task's tables in SQLite. Each method is one transaction, which blocks the thread until it is durable.

import { type Bytes, u64, utf8 } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import {
  bytes,
  clientOf,
  documentOf,
  eventOf,
  ROLES,
  roundOf,
  SLOT_STATES,
  slotOf,
  validOf,
} from '../storage/columns.js';
import { type Decided, decideDocument, decideRound, decideSlots, FIXED, mayWipe, OVER } from '../storage/decide.js';
import {
  DOCUMENT_NAMES,
  type DocumentName,
  type DocumentRow,
  ROUND_STATES,
  type RoundRow,
  type RoundStep,
  type SlotOutcome,
  type SlotRow,
  type SlotStep,
  type StoredEvent,
  type ValidRow,
} from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';
import type { Connection } from './connection.js';
import type { Row, Value } from './driver.js';

const TASK = 'task = ? AND role = ?';
const ROUND = `${TASK} AND round = ?`;
const CLIENT = `${ROUND} AND client = ?`;
/** Of a row of `round`: its set is fixed, and the other aggregator has not signed its result. */
const UNFINISHED = `state IN (${FIXED.map((state) => ROUND_STATES.indexOf(state)).join()}) AND NOT EXISTS (
  SELECT 1 FROM document AS own WHERE own.task = round.task AND own.role = round.role AND own.round = round.round
  AND own.name = ${DOCUMENT_NAMES.indexOf('result')} AND own.signature IS NOT NULL)`;

/** The tables of one aggregator of one task. */
export class SqliteTask implements TaskStore {
  readonly #key: readonly [task: Bytes, role: number];
  readonly #connection: () => Connection;

  /** @param connection returns the connection, or throws once the storage is closed */
  constructor(task: Bytes, role: Role, connection: () => Connection) {
    this.#key = [task, ROLES.indexOf(role)];
    this.#connection = connection;
  }

  async apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]> {
    return this.#transaction((connection) => {
      const key = [...this.#key, u64(round)];
      const clients = [...new Set(steps.map(({ client }) => client))];
      const found = <Item>(sql: string, read: (row: Row) => Item): Map<string, Item> =>
        new Map(
          clients.flatMap((client) => {
            const [row] = connection.all(sql, ...key, utf8(client));
            return row === undefined ? [] : [[client, read(row)]];
          }),
        );
      const decided = decideSlots(
        {
          round: this.#round(connection, round),
          // Shares are long, and no step depends on what they say.
          slots: found(`SELECT client, report, state, prepare FROM slot WHERE ${CLIENT}`, slotOf),
          valid: found(`SELECT client, report, head FROM valid WHERE ${CLIENT}`, validOf),
          holder(report) {
            const [row] = connection.all(`SELECT client FROM slot WHERE ${ROUND} AND report = ?`, ...key, report);
            return row && clientOf(row);
          },
        },
        steps,
      );
      this.#write(connection, key, decided);
      return decided.outcomes;
    });
  }

  async move(step: RoundStep): Promise<RoundRow | undefined> {
    return this.#transaction((connection) => {
      const { row, rows, events } = decideRound(this.#round(connection, step.round), this.#round(connection), step);
      for (const each of rows) this.#writeRound(connection, each);
      this.#writeEvents(connection, events);
      return row;
    });
  }

  async round(round?: bigint): Promise<RoundRow | undefined> {
    return this.#transaction((connection) => this.#round(connection, round));
  }

  async slot(round: bigint, client: string): Promise<SlotRow | undefined> {
    const [row] = this.#read(`SELECT * FROM slot WHERE ${CLIENT}`, u64(round), utf8(client));
    return row && slotOf(row);
  }

  async valid(round: bigint, client: string): Promise<ValidRow | undefined> {
    const [row] = this.#read(`SELECT * FROM valid WHERE ${CLIENT}`, u64(round), utf8(client));
    return row && validOf(row);
  }

  async validPage(round: bigint, after: string | undefined, limit: number): Promise<readonly ValidRow[]> {
    const sql = `SELECT * FROM valid WHERE ${ROUND} AND client > ? ORDER BY client LIMIT ?`;
    return this.#read(sql, u64(round), utf8(after ?? ''), limit).map(validOf);
  }

  async page(
    round: bigint,
    state: SlotRow['state'],
    after: Bytes | undefined,
    limit: number,
  ): Promise<readonly SlotRow[]> {
    const above = after ?? new Uint8Array(0);
    const sql = `SELECT * FROM slot WHERE ${ROUND} AND report > ? AND state = ? ORDER BY report LIMIT ?`;
    return this.#read(sql, u64(round), above, SLOT_STATES.indexOf(state), limit).map(slotOf);
  }

  async announced(round: bigint): Promise<number> {
    return this.#count(`SELECT count(*) AS n FROM valid WHERE ${ROUND}`, u64(round));
  }

  async omitted(round: bigint): Promise<number> {
    const accepted = `SELECT client FROM slot WHERE ${ROUND} AND state = ${SLOT_STATES.indexOf('accepted')}`;
    const sql = `SELECT count(*) AS n FROM valid WHERE ${ROUND} AND client NOT IN (${accepted})`;
    return this.#count(sql, u64(round), ...this.#key, u64(round));
  }

  async unwiped(after: bigint | undefined): Promise<RoundRow | undefined> {
    const above = after === undefined ? new Uint8Array(0) : u64(after);
    const over = `state IN (${OVER.map((state) => ROUND_STATES.indexOf(state)).join()}) AND NOT wiped`;
    const sql = `SELECT * FROM round WHERE ${TASK} AND round > ? AND ${over} ORDER BY round LIMIT 1`;
    const [row] = this.#read(sql, above);
    return row && readRound(row);
  }

  async unfinished(after: bigint | undefined): Promise<RoundRow | undefined> {
    const above = after === undefined ? new Uint8Array(0) : u64(after);
    const sql = `SELECT * FROM round WHERE ${TASK} AND round > ? AND ${UNFINISHED} ORDER BY round LIMIT 1`;
    const [row] = this.#read(sql, above);
    return row && readRound(row);
  }

  async wipe(round: bigint, limit: number): Promise<number> {
    const key = u64(round);
    const wiped = this.#transaction((connection) => {
      if (!mayWipe(this.#round(connection, round))) return undefined;
      const some = `SELECT rowid FROM slot WHERE ${ROUND} AND share IS NOT NULL LIMIT ?`;
      const sql = `UPDATE slot SET share = NULL, prepare = NULL WHERE rowid IN (${some}) RETURNING 1`;
      return connection.all(sql, ...this.#key, key, limit).length;
    });
    if (wiped !== 0) return wiped ?? 0;
    // The row may say so only once SQLite's log has no share either.
    this.#connection().checkpoint();
    this.#transaction((connection) => connection.run(`UPDATE round SET wiped = 1 WHERE ${ROUND}`, ...this.#key, key));
    return 0;
  }

  async forget(keep: number, limit: number, finished: boolean): Promise<number> {
    return this.#transaction((connection) => {
      const wiped = `SELECT * FROM round WHERE ${TASK} AND wiped ORDER BY round DESC LIMIT -1 OFFSET ?`;
      const old = `SELECT round FROM (${wiped}) AS round WHERE NOT (? AND ${UNFINISHED})`;
      const key = [...this.#key, ...this.#key, keep, finished ? 1 : 0];
      let forgotten = 0;
      for (const table of ['slot', 'valid']) {
        const some = `SELECT rowid FROM ${table} WHERE ${TASK} AND round IN (${old}) LIMIT ?`;
        const sql = `DELETE FROM ${table} WHERE rowid IN (${some}) RETURNING 1`;
        forgotten += connection.all(sql, ...key, limit - forgotten).length;
      }
      return forgotten;
    });
  }

  async document(round: bigint, name: DocumentName): Promise<DocumentRow | undefined> {
    return this.#transaction((connection) => this.#document(connection, round, name));
  }

  async keep(round: bigint, name: DocumentName, row: DocumentRow): Promise<DocumentRow> {
    return this.#transaction((connection) => {
      const before = this.#document(connection, round, name);
      const kept = decideDocument(before, row);
      if (kept === before) return kept;
      const { document, signature = null, sums = null } = kept;
      connection.run(
        'INSERT OR REPLACE INTO document (task, role, round, name, document, signature, sums) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[...this.#key, u64(round), DOCUMENT_NAMES.indexOf(name), document, signature, sums],
      );
      return kept;
    });
  }

  async lease(): Promise<boolean> {
    return true;
  }

  async events(limit: number): Promise<readonly StoredEvent[]> {
    return this.#read(`SELECT id, body FROM event WHERE ${TASK} ORDER BY place LIMIT ?`, limit).map(eventOf);
  }

  async delivered(ids: readonly string[]): Promise<void> {
    this.#transaction((connection) => {
      for (const id of ids) connection.run(`DELETE FROM event WHERE ${TASK} AND id = ?`, ...this.#key, id);
    });
  }

  #transaction<Result>(work: (connection: Connection) => Result): Result {
    const connection = this.#connection();
    return connection.transaction(() => work(connection));
  }

  /** Reads rows of this task. */
  #read(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#transaction((connection) => connection.all(sql, ...this.#key, ...values));
  }

  #count(sql: string, ...values: readonly Value[]): number {
    return Number(this.#read(sql, ...values)[0]?.['n']);
  }

  /** Reads the row of a round, by default the newest. */
  #round(connection: Connection, round?: bigint): RoundRow | undefined {
    const [row] =
      round === undefined
        ? connection.all(`SELECT * FROM round WHERE ${TASK} ORDER BY round DESC LIMIT 1`, ...this.#key)
        : connection.all(`SELECT * FROM round WHERE ${ROUND}`, ...this.#key, u64(round));
    return row && readRound(row);
  }

  #document(connection: Connection, round: bigint, name: DocumentName): DocumentRow | undefined {
    const sql = `SELECT document, signature, sums FROM document WHERE ${ROUND} AND name = ?`;
    const [row] = connection.all(sql, ...this.#key, u64(round), DOCUMENT_NAMES.indexOf(name));
    return row && documentOf(row);
  }

  #write(connection: Connection, key: readonly Value[], { round, freed, slots, valid, events }: Decided): void {
    if (round) this.#writeRound(connection, round);
    for (const client of freed) connection.run(`DELETE FROM slot WHERE ${CLIENT}`, ...key, utf8(client));
    for (const slot of slots.values()) {
      const { client, report, state, prepare = null, share = null } = slot;
      connection.run(
        `INSERT INTO slot (task, role, round, client, report, state, prepare, share) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (task, role, round, client) DO UPDATE SET report = excluded.report, state = excluded.state,
          prepare = excluded.prepare, share = coalesce(excluded.share, share)`,
        ...[...key, utf8(client), report, SLOT_STATES.indexOf(state), prepare, share],
      );
    }
    for (const { client, report, head = null } of valid) {
      const sql = 'INSERT INTO valid (task, role, round, client, report, head) VALUES (?, ?, ?, ?, ?, ?)';
      connection.run(sql, ...key, utf8(client), report, head);
    }
    this.#writeEvents(connection, events);
  }

  #writeRound(connection: Connection, row: RoundRow): void {
    const { round, state, held, accepted, settles = null, setHash = null, release = null, wiped } = row;
    connection.run(
      'INSERT OR REPLACE INTO round (task, role, round, state, held, accepted, settles, set_hash, release, wiped) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[...this.#key, u64(round), ROUND_STATES.indexOf(state), held, accepted],
      ...[settles, setHash, release, wiped ? 1 : 0],
    );
  }

  #writeEvents(connection: Connection, events: readonly StoredEvent[]): void {
    const sql = 'INSERT INTO event (task, role, id, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
    for (const { id, body } of events) connection.run(sql, ...this.#key, id, body);
  }
}

function readRound(row: Row): RoundRow {
  return roundOf(row, new DataView(bytes(row['round']).buffer).getBigUint64(0));
}
