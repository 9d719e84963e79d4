// CSV (RFC 4180), with a header, and without line ends in fields. A spreadsheet takes a field that begins with =, +, - or @
// for a formula, so such a field gets an apostrophe in front. If the decimal sign is a comma, spreadsheets split fields at
// semicolons, even within quotes. So such a text after a semicolon gets an apostrophe too. An apostrophe in one of these
// places gets a second one, so that a program can always remove one there.
// JSON has its own escape, and contains no semicolon.

import { toHex } from '@fedzk/core';
import type { ExportRow } from './row.js';
import { lineJson, shown } from './text.js';

type Value = string | number | undefined;

const COLUMNS: readonly (readonly [string, (row: ExportRow) => Value])[] = [
  ['origin', ({ origin }) => origin],
  ['index', ({ index }) => index],
  ['leaf_hash', ({ leafHash }) => toHex(leafHash)],
  ['id', ({ entry }) => entry.id],
  ['time', ({ entry }) => entry.time],
  ['user_id', ({ entry }) => entry.user_id],
  ['operation', ({ entry }) => entry.operation],
  ['resource', ({ entry }) => entry.resource],
  ['result', ({ entry }) => entry.result],
  ['severity', ({ entry }) => entry.severity],
  ['category', ({ entry }) => entry.category],
  ['actor', ({ entry }) => entry.actor],
  ['session', ({ entry }) => entry.session],
  ['trace', ({ entry }) => entry.trace],
  ['source', ({ entry }) => entry.source],
  ['reason', ({ entry }) => entry.reason],
  ['duration_us', ({ entry }) => entry.duration_us],
  ['proof', ({ entry }) => entry.proof && json(entry.proof)],
  ['details', ({ entry }) => entry.details && json(entry.details)],
];

export const CSV_HEADER: string = COLUMNS.map(([name]) => name).join(',');

export function csv(row: ExportRow): string {
  return COLUMNS.map(([, read]) => field(read(row))).join(',');
}

/**
 * Matches the start of a formula. Spreadsheets of some languages also accept the wide forms. Spaces, control characters,
 * invisible characters and quotes, which a program may remove, can come first. Tabs need no match: `shown` escapes them.
 */
const FORMULA = /(^|;)(?=[\s"\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*['=+\-@\uff0b\uff0d\uff1d\uff20])/gu;

function json(value: object): string {
  return lineJson(value).replaceAll(';', '\\u003b');
}

function field(value: Value): string {
  const guarded = shown(String(value ?? '').replace(FORMULA, "$1'"));
  return /^[\w.:/#-]*$/.test(guarded) ? guarded : `"${guarded.replaceAll('"', '""')}"`;
}
