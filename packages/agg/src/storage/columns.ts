// Converts rows to and from the columns of any database. Names are stored as their index in a list.

import { FedzkError, ownBytes } from '@fedzk/core';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import {
  type DocumentRow,
  ROUND_STATES,
  type RoundRow,
  type SlotRow,
  type StoredEvent,
  type ValidRow,
} from './rows.js';

export const ROLES: readonly Role[] = ['leader', 'helper'];
export const SLOT_STATES: readonly SlotRow['state'][] = ['pending', 'accepted'];

/** A row by column name, as a database's client returns it. */
type Columns = Readonly<Record<string, unknown>>;

/** Reads a round. @param round the round of the row's key */
export function roundOf(row: Columns, round: bigint): RoundRow {
  return {
    round,
    state: nameOf(ROUND_STATES, row['state']),
    held: Number(row['held']),
    accepted: Number(row['accepted']),
    // PostgreSQL's client returns a bigint as text.
    settles: isNull(row['settles']) ? undefined : Number(row['settles']),
    setHash: optional(row['set_hash']),
    release: optional(row['release']),
    wiped: row['wiped'] === true || row['wiped'] === 1,
  };
}

/** Reads a slot, without its share if the row was read without it. */
export function slotOf({ client, report, state, prepare, share }: Columns): SlotRow {
  return {
    client: idOf(client),
    report: bytes(report),
    state: nameOf(SLOT_STATES, state),
    prepare: optional(prepare),
    share: optional(share),
  };
}

/** The client of a row. */
export function clientOf({ client }: Columns): string {
  return idOf(client);
}

export function validOf({ client, report, head }: Columns): ValidRow {
  return { client: idOf(client), report: bytes(report), head: optional(head) };
}

export function documentOf({ document, signature, sums }: Columns): DocumentRow {
  return { document: bytes(document), signature: optional(signature), sums: optional(sums) };
}

export function eventOf({ id, body }: Columns): StoredEvent {
  return { id: String(id), body: String(body) };
}

/**
 * Copies bytes, since a database's client may return a part of a larger buffer.
 *
 * @throws {FedzkError} `damaged`: not bytes
 */
export function bytes(value: unknown): Bytes {
  const own = ownBytes(value);
  if (own === undefined) throw damaged();
  return own;
}

function optional(value: unknown): Bytes | undefined {
  return isNull(value) ? undefined : bytes(value);
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function idOf(value: unknown): string {
  const id = readUtf8(bytes(value));
  if (id === undefined) throw damaged();
  return id;
}

function nameOf<Name>(names: readonly Name[], place: unknown): Name {
  const name = typeof place === 'number' ? names[place] : undefined;
  if (name === undefined) throw damaged();
  return name;
}

function damaged(): FedzkError {
  return new FedzkError('damaged', 'The storage has a row that no aggregator wrote; restore it, or make a new task.');
}
