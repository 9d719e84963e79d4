// The line format of the original FEDzk: time|level|user_id|operation|resource|result|details. The details contain the
// integrity hash. A bar or backslash in a field is written \u007c or \u005c, so that splitting at the bars always gives
// seven columns. In the last column, which is JSON, these are JSON's own escapes.

import { toHex } from '@fedzk/core';
import type { AuditEntry } from '../events/event.js';
import type { ExportRow } from './row.js';
import { lineJson, shown } from './text.js';

export function seed({ origin, index, leafHash, entry }: ExportRow): string {
  const details = { origin, index, integrity_hash: toHex(leafHash), ...(entry.details && { details: entry.details }) };
  return [
    entry.time,
    levelOf(entry),
    column(entry.user_id),
    entry.operation,
    column(entry.resource),
    entry.result,
    lineJson(details).replaceAll('|', '\\u007c'),
  ].join('|');
}

/** The levels of Python's module logging. */
function levelOf({ severity, result }: AuditEntry): string {
  if (severity === 'critical') return 'CRITICAL';
  if (severity === 'high' || result === 'error') return 'ERROR';
  return severity === 'medium' || result === 'failure' || result === 'denied' ? 'WARNING' : 'INFO';
}

function column(text: string): string {
  return shown(text).replaceAll('\\', '\\u005c').replaceAll('|', '\\u007c');
}
