// CloudEvents 1.0 in its JSON format: `source` is the log, and `id` the index in it, which makes the pair unique.

import { toHex } from '@fedzk/core';
import type { ExportRow } from './row.js';
import { lineJson } from './text.js';

const TYPE_PREFIX = 'org.fedzk.audit.';

export function cloudevents({ origin, index, leafHash, entry }: ExportRow): string {
  return lineJson({
    specversion: '1.0',
    id: String(index),
    source: uriReference(origin),
    type: TYPE_PREFIX + entry.operation,
    subject: entry.resource,
    time: entry.time,
    datacontenttype: 'application/json',
    // Extensions; `traceparent` is that of Distributed Tracing.
    ...(entry.trace !== undefined && { traceparent: entry.trace }),
    ...(entry.severity !== undefined && { severity: entry.severity }),
    leafhash: toHex(leafHash),
    data: entry,
  });
}

/** RFC 3986: encodeURI leaves # as it is, which may stand there once only. */
function uriReference(origin: string): string {
  return encodeURI(origin.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('#', '%23');
}
