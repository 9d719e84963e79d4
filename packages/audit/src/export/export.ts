import { unexpected } from '../argument.js';
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
 * - `csv`: RFC 4180 with a header. What a spreadsheet would take for a formula, at a field's start or behind a semicolon
 *   in it, has an apostrophe in front, and so has an apostrophe there: who reads by program takes one away;
 * - `seed`: `time|level|user_id|operation|resource|result|details`, as the original FEDzk wrote.
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
 * The rows in another program's format: one line each, without its end (CSV and syslog over TCP want CR LF or LF), and
 * no field can make a line or a column of its own. Each line has the log's origin and the index in it, so that it leads
 * back to an entry and its proof; only the entry is proof of anything.
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
  if (!Object.hasOwn(WRITERS, format)) throw unexpected('format', `one of ${Object.keys(WRITERS).join(', ')}`, format);
  checkSyslogOptions(options);
  return lines(WRITERS[format], format === 'csv' ? CSV_HEADER : undefined, entries, options);
}

async function* lines(
  write: Write,
  header: string | undefined,
  entries: AsyncIterable<ExportRow> | Iterable<ExportRow>,
  options: ExportOptions,
): AsyncGenerator<string> {
  if (header !== undefined) yield header;
  for await (const row of entries) yield write(row, options);
}
