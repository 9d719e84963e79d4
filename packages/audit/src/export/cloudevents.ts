// CloudEvents 1.0 in its JSON format. `source` is the log, and `id` the index in it, so the pair is unique.

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
    // Extension attributes; `traceparent` is that of the Distributed Tracing extension.
    ...(entry.trace !== undefined && { traceparent: entry.trace }),
    ...(entry.severity !== undefined && { severity: entry.severity }),
    leafhash: toHex(leafHash),
    data: entry,
  });
}

/** Writes an origin as a URI (RFC 3986). encodeURI leaves # as it is, but a URI may have only one. */
function uriReference(origin: string): string {
  return encodeURI(origin.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('#', '%23');
}
