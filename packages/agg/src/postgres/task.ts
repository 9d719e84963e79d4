// A task's tables in PostgreSQL. Locks are taken in a fixed order: the task's row of `origin`, then a round's
// row, then the round's other rows. A transaction that locks two rounds has locked the task's row, so no two
// transactions wait for each other.

import { toHex } from '@fedzk/core';
import { type Bytes, utf8 } from '../protocol/encoding.js';
import { bytes, clientOf, documentOf, eventOf, roundOf, SLOT_STATES, slotOf, validOf } from '../storage/columns.js';
import { decideDocument, decideRound, decideSlots, FIXED, mayWipe, OVER, type Rows } from '../storage/decide.js';
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
import type { PostgresResult } from './pool.js';
import type { Query, Transactions } from './transactions.js';
import { writeDecided, writeEvents, writeRound } from './write.js';

const TASK = 'task = $1 AND role = $2';
const ROUND = `${TASK} AND round = $3`;
/** Of a row of `round`: its set is fixed, and the other aggregator has not signed its result. */
const UNFINISHED = `state IN (${FIXED.map((state) => ROUND_STATES.indexOf(state)).join()}) AND NOT EXISTS (
  SELECT FROM fedzk_agg.document AS own WHERE own.task = round.task AND own.role = round.role AND own.round = round.round
  AND own.name = ${DOCUMENT_NAMES.indexOf('result')} AND own.signature IS NOT NULL)`;
/** Reads a round as text, whatever number parser the caller has set. */
const ROUND_COLUMNS = 'round::text, state, held, accepted, settles, set_hash, release, wiped';
const NEWEST = `SELECT ${ROUND_COLUMNS} FROM fedzk_agg.round WHERE ${TASK} ORDER BY fedzk_agg.round.round DESC LIMIT 1`;

const DOCUMENT = `SELECT document, signature, sums FROM fedzk_agg.document WHERE ${ROUND} AND name = $4`;

/** The tables of one aggregator of one task. */
export class PostgresTask implements TaskStore {
  readonly #transactions: Transactions;
  readonly #key: readonly [task: Bytes, role: number];
  /** Which process this is, for `lease`. */
  readonly #holder: string = crypto.randomUUID();

  constructor(transactions: Transactions, task: Bytes, role: number) {
    this.#transactions = transactions;
    this.#key = [task, role];
  }

  apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]> {
    const key = this.#of(round);
    return this.#transactions.make(async (query) => {
      const row = await lockedRound(query, key);
      // For a round that was never opened, so that no other transaction stores the same events in another order.
      if (row === undefined) await this.#lockTask(query);
      const decided = decideSlots({ round: row, ...(await holders(query, key, steps)) }, steps);
      await writeDecided(query, key, decided);
      return decided.outcomes;
    });
  }

  move(step: RoundStep): Promise<RoundRow | undefined> {
    return this.#transactions.make(async (query) => {
      // Locks the task, so that rounds are opened one after the other.
      if (step.kind === 'open') await this.#lockTask(query);
      const newest = step.kind === 'open' ? await this.#lockedNewest(query) : undefined;
      const row = newest?.round === step.round ? newest : await lockedRound(query, this.#of(step.round));
      const moved = decideRound(row, newest, step);
      for (const each of moved.rows) await writeRound(query, this.#of(each.round), each);
      await writeEvents(query, this.#key, moved.events);
      return moved.row;
    });
  }

  async round(round?: bigint): Promise<RoundRow | undefined> {
    const named = `SELECT ${ROUND_COLUMNS} FROM fedzk_agg.round WHERE ${ROUND}`;
    const [row] = await (round === undefined
      ? this.#transactions.one(NEWEST, ...this.#key)
      : this.#transactions.one(named, ...this.#of(round)));
    return row && readRound(row);
  }

  async slot(round: bigint, client: string): Promise<SlotRow | undefined> {
    const [row] = await this.#read(`SELECT * FROM fedzk_agg.slot WHERE ${ROUND} AND client = $4`, round, utf8(client));
    return row && slotOf(row);
  }

  async valid(round: bigint, client: string): Promise<ValidRow | undefined> {
    const [row] = await this.#read(`SELECT * FROM fedzk_agg.valid WHERE ${ROUND} AND client = $4`, round, utf8(client));
    return row && validOf(row);
  }

  async validPage(round: bigint, after: string | undefined, limit: number): Promise<readonly ValidRow[]> {
    const sql = `SELECT * FROM fedzk_agg.valid WHERE ${ROUND} AND client > $4 ORDER BY client LIMIT $5`;
    return (await this.#read(sql, round, utf8(after ?? ''), limit)).map(validOf);
  }

  async page(
    round: bigint,
    state: SlotRow['state'],
    after: Bytes | undefined,
    limit: number,
  ): Promise<readonly SlotRow[]> {
    const sql = `SELECT * FROM fedzk_agg.slot WHERE ${ROUND} AND report > $4 AND state = $5 ORDER BY report LIMIT $6`;
    const rows = await this.#read(sql, round, after ?? new Uint8Array(0), SLOT_STATES.indexOf(state), limit);
    return rows.map(slotOf);
  }

  announced(round: bigint): Promise<number> {
    return this.#count(`SELECT count(*)::int AS n FROM fedzk_agg.valid WHERE ${ROUND}`, round);
  }

  omitted(round: bigint): Promise<number> {
    const accepted = `SELECT FROM fedzk_agg.slot WHERE ${ROUND} AND client = valid.client AND state = $4`;
    const sql = `SELECT count(*)::int AS n FROM fedzk_agg.valid WHERE ${ROUND} AND NOT EXISTS (${accepted})`;
    return this.#count(sql, round, SLOT_STATES.indexOf('accepted'));
  }

  async unwiped(after: bigint | undefined): Promise<RoundRow | undefined> {
    const over = 'state = ANY ($4::smallint[]) AND NOT wiped';
    const sql = `SELECT ${ROUND_COLUMNS} FROM fedzk_agg.round WHERE ${TASK} AND round > $3 AND ${over}`;
    const states = OVER.map((state) => ROUND_STATES.indexOf(state));
    const first = `${sql} ORDER BY fedzk_agg.round.round LIMIT 1`;
    const [row] = await this.#transactions.one(first, ...this.#key, String(after ?? -1), states);
    return row && readRound(row);
  }

  async unfinished(after: bigint | undefined): Promise<RoundRow | undefined> {
    const sql = `SELECT ${ROUND_COLUMNS} FROM fedzk_agg.round WHERE ${TASK} AND round > $3 AND ${UNFINISHED}`;
    const first = `${sql} ORDER BY fedzk_agg.round.round LIMIT 1`;
    const [row] = await this.#transactions.one(first, ...this.#key, String(after ?? -1));
    return row && readRound(row);
  }

  wipe(round: bigint, limit: number): Promise<number> {
    const key = this.#of(round);
    return this.#transactions.make(async (query) => {
      const row = await lockedRound(query, key);
      if (!mayWipe(row)) return 0;
      const some = `SELECT client FROM fedzk_agg.slot WHERE ${ROUND} AND share IS NOT NULL LIMIT $4`;
      const sql = `UPDATE fedzk_agg.slot SET share = NULL, prepare = NULL WHERE ${ROUND} AND client IN (${some}) RETURNING 1`;
      const wiped = (await query(sql, ...key, limit)).length;
      if (wiped === 0 && !row.wiped) await writeRound(query, key, { ...row, wiped: true });
      return wiped;
    });
  }

  forget(keep: number, limit: number, finished: boolean): Promise<number> {
    return this.#transactions.make(async (query) => {
      await this.#lockTask(query);
      const wiped = `SELECT * FROM fedzk_agg.round WHERE ${TASK} AND wiped ORDER BY round DESC OFFSET $3`;
      const old = `SELECT round FROM (${wiped}) AS round WHERE NOT ($4::boolean AND ${UNFINISHED})`;
      let forgotten = 0;
      for (const table of ['slot', 'valid']) {
        const some = `SELECT ctid FROM fedzk_agg.${table} WHERE ${TASK} AND round IN (${old}) LIMIT $5`;
        const sql = `DELETE FROM fedzk_agg.${table} WHERE ctid IN (${some}) RETURNING 1`;
        forgotten += (await query(sql, ...this.#key, keep, finished, limit - forgotten)).length;
      }
      return forgotten;
    });
  }

  async document(round: bigint, name: DocumentName): Promise<DocumentRow | undefined> {
    const [row] = await this.#read(DOCUMENT, round, DOCUMENT_NAMES.indexOf(name));
    return row && documentOf(row);
  }

  keep(round: bigint, name: DocumentName, given: DocumentRow): Promise<DocumentRow> {
    const key = [...this.#of(round), DOCUMENT_NAMES.indexOf(name)];
    return this.#transactions.make(async (query) => {
      const { document, signature = null, sums = null } = given;
      // Written by the first transaction; others wait for it.
      await query(
        `INSERT INTO fedzk_agg.document (task, role, round, name, document, signature, sums)
          VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        ...[...key, document, signature, sums],
      );
      const [row = {}] = await query(`${DOCUMENT} FOR UPDATE`, ...key);
      const before = documentOf(row);
      const kept = decideDocument(before, given);
      const sql = `UPDATE fedzk_agg.document SET signature = $5 WHERE ${ROUND} AND name = $4`;
      if (kept !== before) await query(sql, ...key, kept.signature);
      return kept;
    });
  }

  async lease(milliseconds: number): Promise<boolean> {
    // By the server's clock: those of replicas may differ.
    const sql = `INSERT INTO fedzk_agg.lease (task, role, holder, until)
        VALUES ($1, $2, $3, clock_timestamp() + $4::int * interval '1 millisecond')
      ON CONFLICT (task, role) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE lease.holder = excluded.holder OR lease.until <= clock_timestamp() RETURNING 1`;
    return (await this.#transactions.one(sql, ...this.#key, this.#holder, milliseconds)).length > 0;
  }

  async events(limit: number): Promise<readonly StoredEvent[]> {
    const sql = `SELECT id::text, body FROM fedzk_agg.event WHERE ${TASK} ORDER BY place LIMIT $3`;
    return (await this.#transactions.one(sql, ...this.#key, limit)).map(eventOf);
  }

  async delivered(ids: readonly string[]): Promise<void> {
    // Locked in a fixed order, since another replica may deliver the same events.
    const some = `SELECT id FROM fedzk_agg.event WHERE ${TASK} AND id = ANY ($3::uuid[]) ORDER BY id FOR UPDATE`;
    const sql = `DELETE FROM fedzk_agg.event WHERE ${TASK} AND id IN (${some})`;
    await this.#transactions.one(sql, ...this.#key, [...ids]);
  }

  /** The first parameters of a statement about a round. */
  #of(round: bigint): readonly unknown[] {
    return [...this.#key, round.toString()];
  }

  #read(sql: string, round: bigint, ...values: readonly unknown[]): ReturnType<Query> {
    return this.#transactions.one(sql, ...this.#of(round), ...values);
  }

  async #count(sql: string, round: bigint, ...values: readonly unknown[]): Promise<number> {
    return Number((await this.#read(sql, round, ...values))[0]?.['n']);
  }

  async #lockTask(query: Query): Promise<void> {
    await query(`SELECT FROM fedzk_agg.origin WHERE ${TASK} FOR UPDATE`, ...this.#key);
  }

  async #lockedNewest(query: Query): Promise<RoundRow | undefined> {
    const [row] = await query(`${NEWEST} FOR UPDATE`, ...this.#key);
    return row && readRound(row);
  }
}

function readRound(row: PostgresResult['rows'][number]): RoundRow {
  return roundOf(row, BigInt(String(row['round'])));
}

async function lockedRound(query: Query, key: readonly unknown[]): Promise<RoundRow | undefined> {
  const [row] = await query(`SELECT ${ROUND_COLUMNS} FROM fedzk_agg.round WHERE ${ROUND} FOR UPDATE`, ...key);
  return row && readRound(row);
}

/** Reads the rows of the clients that steps name, without shares: they are long, and no step depends on them. */
async function holders(
  query: Query,
  key: readonly unknown[],
  steps: readonly SlotStep[],
): Promise<Omit<Rows, 'round'>> {
  const clients = [...new Set(steps.map(({ client }) => client))].map(utf8);
  const named = `${ROUND} AND client = ANY ($4::bytea[])`;
  const slots = await query(
    `SELECT client, report, state, prepare FROM fedzk_agg.slot WHERE ${named}`,
    ...key,
    clients,
  );
  const valid = await query(`SELECT client, report, head FROM fedzk_agg.valid WHERE ${named}`, ...key, clients);
  return {
    slots: byClient(slots.map(slotOf)),
    valid: byClient(valid.map(validOf)),
    holder: await holderOf(query, key, steps),
  };
}

/** The clients that hold reports of steps which may take a free slot. */
async function holderOf(query: Query, key: readonly unknown[], steps: readonly SlotStep[]): Promise<Rows['holder']> {
  const reports = steps.flatMap((step) => ('share' in step && step.share !== undefined ? [step.report] : []));
  const sql = `SELECT client, report FROM fedzk_agg.slot WHERE ${ROUND} AND report = ANY ($4::bytea[])`;
  const rows = reports.length === 0 ? [] : await query(sql, ...key, reports);
  const clients = new Map(rows.map((row) => [toHex(bytes(row['report'])), clientOf(row)]));
  return (report) => clients.get(toHex(report));
}

function byClient<Row extends { readonly client: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.client, row]));
}
