// ArcSight Common Event Format, version 0: seven header fields between bars, then pairs. Values escape \ and =, and may
// contain bars. The header has only names and numbers, which need no escape.

import { toHex } from '@fedzk/core';
import { addressVersion, type ExportRow, reference } from './row.js';
import { lineJson, shown } from './text.js';

const SEVERITIES = { none: 1, info: 1, low: 3, medium: 6, high: 8, critical: 10 } as const;
/** The format's version, the vendor, the product, and the product's version, which is that of entries. */
const HEAD = 'CEF:0|FEDzk|audit|1';

export function cef(row: ExportRow): string {
  const { entry } = row;
  const name = `${entry.operation} ${entry.result}`;
  const pairs: readonly (readonly [string, string | number | undefined])[] = [
    ['rt', Date.parse(entry.time)],
    ['externalId', entry.id],
    ['act', entry.operation],
    ['outcome', entry.result],
    ['suid', entry.user_id],
    ['cat', entry.category],
    ['reason', entry.reason],
    ['sproc', entry.actor],
    ...labelled('cs1', 'resource', entry.resource),
    ...labelled('cs2', 'reference', reference(row)),
    ...labelled('cs3', 'leafHash', toHex(row.leafHash)),
    ...labelled('cs4', 'details', entry.details && lineJson(entry.details)),
    ...labelled('cs5', 'proof', entry.proof && lineJson(entry.proof)),
    ...labelled('cs6', 'session', entry.session),
    ...labelled('flexString1', 'trace', entry.trace),
    ...sourceOf(entry.source),
    ...labelled('cn1', 'durationMicroseconds', entry.duration_us),
  ];
  const extension = pairs.flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeValue(String(value))}`],
  );
  const severity = SEVERITIES[entry.severity ?? 'none'];
  return [HEAD, entry.operation, name, severity, extension.join(' ')].join('|');
}

/** Version 0 allows only an IPv4 address in `src`. An IPv6 address gets the custom field that other products use for it. */
function sourceOf(source: string | undefined): readonly (readonly [string, string | number])[] {
  const version = addressVersion(source);
  if (source !== undefined && version === 4) return [['src', source]];
  return version === 6 ? labelled('c6a2', 'Source IPv6 Address', source) : labelled('flexString2', 'source', source);
}

/** Writes a custom field, for a value that the format has no name for: a second field labels it. */
function labelled(
  key: string,
  label: string,
  value: string | number | undefined,
): readonly (readonly [string, string | number])[] {
  return value === undefined
    ? []
    : [
        [`${key}Label`, label],
        [key, value],
      ];
}

function escapeValue(text: string): string {
  return shown(text).replace(/[\\=]/g, '\\$&');
}
