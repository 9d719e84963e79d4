// A sealed copy of all records and of the key of their HMACs, for readers at the edge (FORMAT.md, "API keys").

import { concat, FedzkError } from '@fedzk/core';
import { fromUtf8, sameBytes, utf8 } from '../format/bytes.js';
import type { Key, Vault } from '../vault.js';
import type { Known } from './check.js';
import type { ApiKeyEnv } from './key-text.js';
import { bare, isRecord } from './record.js';

const MAGIC = utf8('FEDZKAS1');
const CONTEXT = utf8('fedzk/api-keys/v1/snapshot');
const [MAC_KEY_BYTES, MAC_BYTES, COUNT_BYTES] = [32, 32, 4];

/** What a snapshot says of itself. */
export interface SnapshotHead {
  /** When it was made, milliseconds since 1970. */
  readonly made: number;
  /** The store's generation then. */
  readonly generation: number;
  /** The store's id, 32 hexadecimal digits. */
  readonly store: string;
  readonly env: ApiKeyEnv;
}

/** Seals a snapshot. */
export function sealSnapshot(
  vault: Vault,
  key: Key,
  macKey: Key,
  head: SnapshotHead,
  keys: readonly Known[],
): Uint8Array {
  const secret = vault.exportKey(macKey);
  const count = new Uint8Array(COUNT_BYTES);
  new DataView(count.buffer).setUint32(0, keys.length);
  const records = utf8(JSON.stringify({ ...head, records: keys.map(({ record }) => record) }));
  const content = concat(secret, count, ...keys.map(({ mac }) => mac), records);
  secret.fill(0);
  try {
    return concat(MAGIC, vault.seal(key, CONTEXT, content));
  } finally {
    content.fill(0);
  }
}

/** An open snapshot. */
export interface OpenSnapshot {
  readonly head: SnapshotHead;
  readonly macKey: Key;
  readonly keys: ReadonlyMap<string, Known>;
}

/**
 * Opens a snapshot.
 *
 * @throws {FedzkError} `damaged`; `wrong-key`
 */
export function openSnapshot(vault: Vault, key: Key, snapshot: Uint8Array): OpenSnapshot {
  if (!sameBytes(snapshot.subarray(0, MAGIC.length), MAGIC)) {
    throw new FedzkError('damaged', 'The snapshot of API keys does not begin with the name of its format.');
  }
  const content = vault.open(key, CONTEXT, snapshot.subarray(MAGIC.length));
  if (content === undefined) {
    const message = 'The snapshot of API keys does not open: it was made with another pepper, or was changed.';
    throw new FedzkError('wrong-key', message);
  }
  try {
    return readContent(vault, content);
  } finally {
    content.fill(0);
  }
}

function readContent(vault: Vault, content: Uint8Array<ArrayBuffer>): OpenSnapshot {
  const macsAt = MAC_KEY_BYTES + COUNT_BYTES;
  const count = content.length < macsAt ? 0 : new DataView(content.buffer, content.byteOffset).getUint32(MAC_KEY_BYTES);
  const recordsAt = macsAt + count * MAC_BYTES;
  const { records, ...head } = parsed(content.subarray(recordsAt));
  if (recordsAt > content.length || records.length !== count || !records.every(isRecord)) throw malformed();
  const keys = new Map<string, Known>();
  for (const [i, record] of records.entries()) {
    const at = macsAt + i * MAC_BYTES;
    keys.set(record.id, { record: bare(record), mac: content.slice(at, at + MAC_BYTES) });
  }
  return { head, macKey: vault.importKey(content.subarray(0, MAC_KEY_BYTES)), keys };
}

function parsed(bytes: Uint8Array): SnapshotHead & { readonly records: readonly unknown[] } {
  try {
    const value = JSON.parse(fromUtf8(bytes) ?? '');
    const { made, generation, store, env, records } = value;
    const isHead = Number.isSafeInteger(made) && Number.isSafeInteger(generation) && typeof store === 'string';
    if (isHead && (env === 'live' || env === 'test') && Array.isArray(records)) {
      return { made, generation, store, env, records };
    }
  } catch {
    // said below
  }
  throw malformed();
}

/** Only a holder of the pepper can have made it. */
function malformed(): FedzkError {
  return new FedzkError('damaged', 'The snapshot of API keys is authentic, and not of a form that this version reads.');
}
