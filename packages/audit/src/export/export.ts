import { byteLength, optionsOf } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { HASH_BYTES } from '../tree/tree.js';
import { cef } from './cef.js';
import { cloudevents } from './cloudevents.js';
import { CSV_HEADER, csv } from './csv.js';
import { ecs } from './ecs.js';
import { ndjson } from './ndjson.js';
import { ocsf } from './ocsf.js';
import { checkSyslogOptions, rfc5424 } from './rfc5424.js';
import type { ExportOptions, ExportRow } from './row.js';
import { seed } from './seed.js';

/**
 * - `ocsf`: OCSF 1.6.0, classes 2004, 3002, 3004 and 6003, in JSON;
 * - `ecs`: Elastic Common Schema 9.4, in JSON;
 * - `cloudevents`: CloudEvents 1.0, in JSON;
 * - `cef`: Common Event Format 0;
 * - `rfc5424`: syslog with structured data;
 * - `ndjson`: the entries themselves;
 * - `csv`: RFC 4180 with a header. Text that a spreadsheet would take for a formula, at the start of a field or after a
 *   semicolon in it, gets an apostrophe in front, and so does an apostrophe there. A program removes one at each place;
 * - `seed`: `time|level|user_id|operation|resource|result|details`, the line format of the original FEDzk.
 */
export type ExportFormat = 'ocsf' | 'ecs' | 'cloudevents' | 'cef' | 'rfc5424' | 'ndjson' | 'csv' | 'seed';

type Write = (row: ExportRow, options: ExportOptions) => string;

const WRITERS: Readonly<Record<ExportFormat, Write>> = {
  ocsf,
  ecs,
  cloudevents,
  cef,
  rfc5424,
  ndjson,
  csv,
  seed,
};

/**
 * Writes entries in another program's format: one line each, without a line end (CSV and syslog over TCP need CR LF or LF).
 * No field can begin a line or a column of its own. Each line has the log's origin and the entry's index, which lead back
 * to the entry and its proof; the line itself proves nothing.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * for await (const line of exportAs('ecs', log.entries({ from: 0 }))) process.stdout.write(`${line}\n`);
 * ```
 */
export function exportAs(
  format: ExportFormat,
  entries: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  options: ExportOptions = {},
): AsyncIterable<string> {
  if (typeof format !== 'string' || !Object.hasOwn(WRITERS, format)) {
    throw unexpected('format', `one of ${Object.keys(WRITERS).join(', ')}`, format);
  }
  const given = optionsOf(options, ['sdId', 'hostname']);
  checkSyslogOptions(given);
  if (!isIterable(entries)) throw unexpected('entries', 'entries of a log, such as log.entries()', entries);
  return lines(WRITERS[format], format === 'csv' ? CSV_HEADER : undefined, entries, given);
}

async function* lines(
  write: Write,
  header: string | undefined,
  entries: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  options: ExportOptions,
): AsyncGenerator<string> {
  if (header !== undefined) yield header;
  let at = 0;
  for await (const row of entries) {
    if (!isRow(row)) throw unexpected(`entries[${at}]`, 'an entry of a log, such as log.entries() gives', row);
    at++;
    yield write(row, options);
  }
}

/** Whether a value can be iterated over. A string can, but is not a list of entries. */
function isIterable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { [Symbol.asyncIterator]: some, [Symbol.iterator]: all } = value as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  return typeof some === 'function' || typeof all === 'function';
}

/** The fields that every entry has. */
const TEXTS = ['id', 'time', 'user_id', 'operation', 'resource', 'result'] as const;

function isRow(value: unknown): boolean {
  const { index, origin, leafHash, entry } = (value ?? {}) as Partial<ExportRow>;
  if (!Number.isSafeInteger(index) || typeof origin !== 'string' || byteLength(leafHash) !== HASH_BYTES) return false;
  return typeof entry === 'object' && entry !== null && TEXTS.every((name) => typeof entry[name] === 'string');
}
