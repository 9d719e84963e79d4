// NDJSON: one object a line, with the entry as it is. Its canonical JSON (RFC 8785) hashes to `leaf_hash`.

import { toHex } from '@fedzk/core';
import type { ExportRow } from './row.js';
import { lineJson } from './text.js';

export function ndjson({ origin, index, leafHash, entry }: ExportRow): string {
  return lineJson({ origin, index, leaf_hash: toHex(leafHash), entry });
}
