// NDJSON: one object on each line, with the entry unchanged. Its canonical JSON (RFC 8785) hashes to `leaf_hash`.

import { toHex } from '@fedzk/core';
import type { ExportRow } from './row.js';
import { lineJson } from './text.js';

export function ndjson({ origin, index, leafHash, entry }: ExportRow): string {
  return lineJson({ origin, index, leaf_hash: toHex(leafHash), entry });
}
