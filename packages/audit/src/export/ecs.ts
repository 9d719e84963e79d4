// Elastic Common Schema 9: the schema's fields, and the rest under `fedzk`, which is not a name of the schema.

import { toHex } from '@fedzk/core';
import { addressVersion, type ExportRow, kindOf, loginOf, reference, type Verb, verbOf } from './row.js';
import { lineJson } from './text.js';

const VERSION = '9.4.0';
const SEVERITIES = { info: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
const CATEGORIES = { security: 'intrusion_detection', key: 'iam', login: 'authentication', other: 'api' } as const;
const TYPES: Readonly<Record<Verb, string>> = {
  create: 'creation',
  read: 'info',
  update: 'change',
  delete: 'deletion',
};

export function ecs(row: ExportRow): string {
  const { index, origin, leafHash, entry } = row;
  const kind = kindOf(entry);
  return lineJson({
    '@timestamp': entry.time,
    ecs: { version: VERSION },
    message: `${entry.operation} ${entry.result}: ${entry.resource}`,
    event: {
      kind: kind === 'security' ? 'alert' : 'event',
      category: [CATEGORIES[kind]],
      type: [typeOf(row)],
      action: entry.operation,
      outcome: outcomeOf(entry.result),
      id: entry.id,
      hash: toHex(leafHash),
      sequence: index,
      module: 'fedzk',
      dataset: 'fedzk.audit',
      provider: origin,
      ...(entry.category !== undefined && { code: entry.category }),
      ...(entry.reason !== undefined && { reason: entry.reason }),
      ...(entry.severity !== undefined && { severity: SEVERITIES[entry.severity] }),
      // Nanoseconds, within the range of the schema's long and of a double.
      ...(entry.duration_us !== undefined && { duration: Math.min(1000 * entry.duration_us, Number.MAX_SAFE_INTEGER) }),
    },
    user: { id: entry.user_id },
    related: { user: [entry.user_id] },
    ...sourceOf(entry.source),
    ...traceOf(entry.trace),
    fedzk: { reference: reference(row), origin, index, entry },
  });
}

/** Returns the event's type. Each category allows some; all four allow `info`. */
function typeOf({ entry }: ExportRow): string {
  const kind = kindOf(entry);
  // A refused login starts no session.
  if (kind === 'login') return entry.result !== 'success' ? 'info' : loginOf(entry) === 'off' ? 'end' : 'start';
  const verb = verbOf(entry);
  if (kind !== 'key' && entry.result === 'denied') return 'denied';
  return kind === 'security' || verb === undefined ? 'info' : TYPES[verb];
}

function outcomeOf(result: ExportRow['entry']['result']): 'success' | 'failure' | 'unknown' {
  if (result === 'logged') return 'unknown';
  return result === 'success' ? 'success' : 'failure';
}

/** Writes the source: `source.address` takes any text, `source.ip` only an IP address. */
function sourceOf(source: string | undefined): object {
  if (source === undefined) return {};
  return { source: { address: source, ...(addressVersion(source) !== undefined && { ip: source }) } };
}

function traceOf(traceparent: string | undefined): object {
  const [, trace, span] = traceparent?.split('-') ?? [];
  return trace === undefined ? {} : { trace: { id: trace }, span: { id: span } };
}
