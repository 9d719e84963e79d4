// Entries: a secret and what is said of it, sealed under a key of its own that a master key wraps (FORMAT.md, "Entry").

import { concat, FedzkError } from '@fedzk/core';
import { MOST_ENTRY_BYTES } from '../format/bucket.js';
import { damaged, NotAuthentic } from '../format/bytes.js';
import { dekContext, payloadContext, WRAPPED_KEY_BYTES } from '../format/context.js';
import {
  DEK_HEAD_BYTES,
  type Entry,
  type EntryHead,
  fitsKind,
  type Metadata,
  PAYLOAD_HEAD_BYTES,
  readEntry,
  readMetadata,
  writeEntryHead,
  writeMetadata,
} from '../format/entry.js';
import type { Head, MasterKey } from '../format/head.js';
import type { Key, Vault } from '../vault.js';
import { primaryOf, type StoreKeys } from './keys.js';

/** What entries are made and read with: the head says which master keys there are. */
export interface EntryKeys {
  readonly vault: Vault;
  readonly head: Head;
  readonly keys: StoreKeys;
}

/**
 * An entry, wrapped by the primary master key.
 *
 * @param secret the older versions that the metadata lists, one after the other, then the newest
 * @throws {FedzkError} `invalid-state`: all of them are too long for an entry
 */
export function sealEntry(
  { vault, head, keys }: EntryKeys,
  entry: Omit<EntryHead, 'master'>,
  metadata: Metadata,
  secret: Key,
): Uint8Array {
  const primary = primaryOf(head);
  const start = writeEntryHead({ ...entry, master: primary.id });
  const dek = vault.randomKey();
  try {
    const wrapped = vault.sealKey(keys.master(primary), dekContext(head.storeId, start), dek);
    const context = payloadContext(head.storeId, start.subarray(0, PAYLOAD_HEAD_BYTES));
    const sealed = concat(start, wrapped, vault.sealPayload(dek, context, writeMetadata(metadata), secret));
    if (sealed.length > MOST_ENTRY_BYTES) throw tooManyVersions(metadata.name);
    return sealed;
  } finally {
    vault.free(dek);
  }
}

/** Says that a key has so many versions that one more has no room. */
export function tooManyVersions(name: string): FedzkError {
  return new FedzkError(
    'invalid-state',
    `The key "${name}" has no room for one more version; retire(id, { before }) removes those that nobody needs.`,
  );
}

/** An entry, open. Whoever gets it frees the secret. */
export interface OpenEntry extends EntryHead {
  readonly metadata: Metadata;
  /** All versions, one after the other; the newest is the last. */
  readonly secret: Key;
}

/**
 * Opens an entry whose hash is right.
 *
 * @throws {FedzkError} `damaged`
 */
export function openEntry({ vault, head, keys }: EntryKeys, bytes: Uint8Array): OpenEntry {
  const entry = readEntry(bytes);
  const { kind, exportable, id, version, master } = entry;
  const start = bytes.subarray(0, DEK_HEAD_BYTES);
  const dek = vault.openKey(keys.master(masterOf(head, entry)), dekContext(head.storeId, start), entry.wrappedDek);
  if (dek === undefined) throw new NotAuthentic('entry', 'its data key does not open');
  try {
    const context = payloadContext(head.storeId, start.subarray(0, PAYLOAD_HEAD_BYTES));
    const payload = vault.openPayload(dek, context, entry.payload);
    if (payload === undefined) throw new NotAuthentic('entry', 'its contents do not open');
    const metadata = readMetadata(payload.metadata);
    if (metadata !== undefined && fitsEntry(entry, metadata, vault.lengthOf(payload.secret))) {
      return { kind, exportable, id, version, master, metadata, secret: payload.secret };
    }
    vault.free(payload.secret);
    throw damaged('entry', 'its contents are not what its kind has');
  } finally {
    vault.free(dek);
  }
}

/** Whether a secret of so many bytes has the versions that the metadata lists, and the newest one as its kind wants it. */
function fitsEntry({ kind, version }: Entry, { versions = [] }: Metadata, bytes: number): boolean {
  const older = versions.reduce((sum, one) => sum + one.bytes, 0);
  return fitsKind(kind, bytes - older) && (versions.at(-1)?.version ?? 0) < version;
}

/** The same entry under the primary master key: its secret stays sealed as it is. */
export function rewrapEntry({ vault, head, keys }: EntryKeys, bytes: Uint8Array): Uint8Array {
  const entry = readEntry(bytes);
  const primary = primaryOf(head);
  const moved = writeEntryHead({ ...entry, master: primary.id });
  const wrapped = vault.rewrap(
    { key: keys.master(masterOf(head, entry)), context: dekContext(head.storeId, bytes.subarray(0, DEK_HEAD_BYTES)) },
    { key: keys.master(primary), context: dekContext(head.storeId, moved) },
    entry.wrappedDek,
  );
  if (wrapped === undefined) throw damaged('entry', 'its data key does not open');
  return concat(moved, wrapped, bytes.subarray(DEK_HEAD_BYTES + WRAPPED_KEY_BYTES));
}

/** The same secret under a new data key and the primary master key. It is not looked at. */
export function reencryptEntry({ vault, head, keys }: EntryKeys, bytes: Uint8Array): Uint8Array {
  const entry = readEntry(bytes);
  const primary = primaryOf(head);
  const moved = writeEntryHead({ ...entry, master: primary.id });
  const context = dekContext(head.storeId, bytes.subarray(0, DEK_HEAD_BYTES));
  const old = vault.openKey(keys.master(masterOf(head, entry)), context, entry.wrappedDek);
  if (old === undefined) throw new NotAuthentic('entry', 'its data key does not open');
  const dek = vault.randomKey();
  try {
    const place = payloadContext(head.storeId, bytes.subarray(0, PAYLOAD_HEAD_BYTES));
    const payload = vault.rewrap({ key: old, context: place }, { key: dek, context: place }, entry.payload);
    if (payload === undefined) throw damaged('entry', 'its contents do not open');
    return concat(moved, vault.sealKey(keys.master(primary), dekContext(head.storeId, moved), dek), payload);
  } finally {
    vault.free(old);
    vault.free(dek);
  }
}

/** Which master key an entry, whose hash is right, names. */
export function masterIdOf(entry: Uint8Array): number {
  // Of all entries again and again, so nothing else of it is read.
  const [a = 0, b = 0, c = 0, d = 0] = entry.subarray(PAYLOAD_HEAD_BYTES, DEK_HEAD_BYTES);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function masterOf({ masters }: Head, { master }: Entry): MasterKey {
  const found = masters.find(({ id, status }) => id === master && status !== 'destroyed');
  if (found === undefined) throw damaged('entry', `its master key ${master} is not there`);
  return found;
}
