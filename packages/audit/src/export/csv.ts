// CSV (RFC 4180), with a header, and without ends of lines within fields. A spreadsheet takes a field that begins with
// =, +, - or @ for a formula: such a field gets an apostrophe in front, and so does one that begins with an apostrophe,
// so that who reads the file by program takes one away wherever there is one.

import { toHex } from '@fedzk/core';
import type { ExportRow } from './row.js';
import { line, lineJson } from './text.js';

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
  ['proof', ({ entry }) => entry.proof && lineJson(entry.proof)],
  ['details', ({ entry }) => entry.details && lineJson(entry.details)],
];

export const CSV_HEADER: string = COLUMNS.map(([name]) => name).join(',');

export function csv(row: ExportRow): string {
  return COLUMNS.map(([, read]) => field(read(row))).join(',');
}

/** Spreadsheets of some languages take the wide forms too, and some leave spaces out before they look. */
const FORMULA = /^\s*['=+\-@\uff0b\uff0d\uff1d\uff20]/;

function field(value: Value): string {
  const text = line(String(value ?? ''));
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /^[\w.:/#-]*$/.test(guarded) ? guarded : `"${guarded.replaceAll('"', '""')}"`;
}
