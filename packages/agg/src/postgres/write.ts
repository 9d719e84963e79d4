// Writes the results of steps, with one statement per table for any number of rows.

import { utf8 } from '../protocol/encoding.js';
import { SLOT_STATES } from '../storage/columns.js';
import type { Decided } from '../storage/decide.js';
import { ROUND_STATES, type RoundRow, type SlotRow, type StoredEvent } from '../storage/rows.js';
import type { Query } from './transactions.js';

const KEY = '$1::bytea, $2::smallint, $3::numeric';

/** Writes slots, valid reports, events and the round's row, under the lock of the round's row. */
export async function writeDecided(
  query: Query,
  key: readonly unknown[],
  { round, freed, slots, valid, events }: Decided,
): Promise<void> {
  const put = [...slots.values()];
  if (freed.size > 0) {
    const sql =
      'DELETE FROM fedzk_agg.slot WHERE task = $1 AND role = $2 AND round = $3 AND client = ANY ($4::bytea[])';
    await query(sql, ...key, [...freed].map(utf8));
  }
  if (put.length > 0) await writeSlots(query, key, put);
  if (valid.length > 0) {
    await query(
      `INSERT INTO fedzk_agg.valid (task, role, round, client, report, head)
        SELECT ${KEY}, * FROM unnest($4::bytea[], $5::bytea[], $6::bytea[])`,
      ...[...key, valid.map(({ client }) => utf8(client)), valid.map(({ report }) => report)],
      valid.map(({ head = null }) => head),
    );
  }
  if (round) await writeRound(query, key, round);
  await writeEvents(query, key.slice(0, 2), events);
}

async function writeSlots(query: Query, key: readonly unknown[], slots: readonly SlotRow[]): Promise<void> {
  await query(
    `INSERT INTO fedzk_agg.slot AS held (task, role, round, client, report, state, prepare, share)
      SELECT ${KEY}, * FROM unnest($4::bytea[], $5::bytea[], $6::smallint[], $7::bytea[], $8::bytea[])
      ON CONFLICT (task, role, round, client) DO UPDATE SET report = excluded.report, state = excluded.state,
      prepare = excluded.prepare, share = coalesce(excluded.share, held.share)`,
    ...[...key, slots.map(({ client }) => utf8(client)), slots.map(({ report }) => report)],
    ...[slots.map(({ state }) => SLOT_STATES.indexOf(state)), slots.map(({ prepare = null }) => prepare)],
    slots.map(({ share = null }) => share),
  );
}

/** Writes a round's row, new or not. */
export async function writeRound(query: Query, key: readonly unknown[], row: RoundRow): Promise<void> {
  const { state, held, accepted, settles = null, setHash = null, release = null, wiped } = row;
  await query(
    `INSERT INTO fedzk_agg.round (task, role, round, state, held, accepted, settles, set_hash, release, wiped)
      VALUES (${KEY}, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (task, role, round) DO UPDATE SET state = excluded.state, held = excluded.held,
      accepted = excluded.accepted, settles = excluded.settles, set_hash = excluded.set_hash,
      release = excluded.release, wiped = excluded.wiped`,
    ...[...key, ROUND_STATES.indexOf(state), held, accepted, settles, setHash, release, wiped],
  );
}

/** Stores events in their order; skips one whose id is stored already. */
export async function writeEvents(
  query: Query,
  task: readonly unknown[],
  events: readonly StoredEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await query(
    `INSERT INTO fedzk_agg.event (task, role, id, body)
      SELECT $1::bytea, $2::smallint, id, body FROM unnest($3::uuid[], $4::text[])
      WITH ORDINALITY AS given (id, body, place) ORDER BY given.place ON CONFLICT DO NOTHING`,
    ...[...task, events.map(({ id }) => id), events.map(({ body }) => body)],
  );
}
