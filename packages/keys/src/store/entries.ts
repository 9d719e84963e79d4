// Entries: a secret and its metadata, sealed under a data key that a master key wraps (FORMAT.md,
// "Entry").

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

/** What making and reading entries needs: the head lists the master keys. */
export interface EntryKeys {
  readonly vault: Vault;
  readonly head: Head;
  readonly keys: StoreKeys;
}

/**
 * Makes an entry, wrapped by the primary master key.
 *
 * @param secret the older versions that the metadata lists, joined, then the newest
 * @throws {FedzkError} `invalid-state`: the versions together are too long for an entry
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

/** The error for a key that has no room for one more version. */
export function tooManyVersions(name: string): FedzkError {
  return new FedzkError(
    'invalid-state',
    `The key "${name}" has no room for one more version; retire(id, { before }) removes versions that are no longer needed.`,
  );
}

/** An open entry. The caller frees the secret. */
export interface OpenEntry extends EntryHead {
  readonly metadata: Metadata;
  /** All versions joined; the newest is the last. */
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

/** Whether a secret's length fits its listed versions, with a length for the newest that its kind allows. */
function fitsEntry({ kind, version }: Entry, { versions = [] }: Metadata, bytes: number): boolean {
  const older = versions.reduce((sum, one) => sum + one.bytes, 0);
  return fitsKind(kind, bytes - older) && (versions.at(-1)?.version ?? 0) < version;
}

/** Moves an entry to the primary master key. Its sealed secret stays as it is. */
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

/** Re-encrypts an entry under a new data key and the primary master key. Its contents are not read. */
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

/** Returns the id of the master key that an entry names. Its hash must have been checked. */
export function masterIdOf(entry: Uint8Array): number {
  // Called often for all entries, so it reads nothing else.
  const [a = 0, b = 0, c = 0, d = 0] = entry.subarray(PAYLOAD_HEAD_BYTES, DEK_HEAD_BYTES);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function masterOf({ masters }: Head, { master }: Entry): MasterKey {
  const found = masters.find(({ id, status }) => id === master && status !== 'destroyed');
  if (found === undefined) throw damaged('entry', `its master key ${master} is not there`);
  return found;
}
