// Makes a consistent copy of a store while others may write: reads the head first, then the buckets that it names.

import { FedzkError, methodsOf, toHex } from '@fedzk/core';
import { knownOptions, optionalFlag } from '../argument.js';
import { MOST_BACKUP_BYTES, writeBackup } from '../format/backup.js';
import { hashedBytes, readBucket } from '../format/bucket.js';
import { damaged, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import type { StoreCore } from '../store/core.js';
import { LongCall } from '../store/long-call.js';
import { bucketNames, Gone, type State, sealHead } from '../store/state.js';
import type { BackupOptions, BackupReceipt, BackupTarget } from './options.js';

/** Writes a backup of the newest state to a target, and tells the audit log. */
export async function backupStore(
  core: StoreCore,
  target: BackupTarget,
  options: BackupOptions,
): Promise<BackupReceipt> {
  const given = knownOptions(options, ['replace', 'signal', 'onProgress']);
  const replace = optionalFlag(given.replace, 'replace') === true;
  methodsOf(target, ['write'], 'target', 'a target, such as backupFile(path) of "@fedzk/keys/node"');
  const call = new LongCall(given);
  const { bytes, receipt } = await makeBackup(core, call);
  const { signal } = call;
  try {
    await target.write(bytes, { replace, ...(signal !== undefined && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  await core.audit('key_store_backup', core.storeId, { generation: receipt.generation, head: receipt.head });
  call.finish();
  return receipt;
}

/**
 * Reads the newest state and makes a backup of it. Where a writer removes a bucket before it is read, the newest head
 * is read again; buckets that both heads name are not.
 *
 * @throws {FedzkError} `damaged`: a bucket or an entry is not what was written
 */
async function makeBackup(
  core: StoreCore,
  call: LongCall,
): Promise<{ readonly bytes: Uint8Array; readonly receipt: BackupReceipt }> {
  const read = new Map<string, Uint8Array>();
  return core.read(async (state) => {
    const buckets = await readBuckets(core, state.head, read, call);
    const bytes = writeBackup(headBytes(core, state), buckets, (content) => core.vault.sha256(content));
    if (bytes.length > MOST_BACKUP_BYTES) {
      throw new FedzkError(
        'unsupported',
        `A backup has at most ${MOST_BACKUP_BYTES} bytes; this one has ${bytes.length}.`,
      );
    }
    const { generation, entries } = state.head;
    return {
      bytes,
      receipt: { storeId: core.storeId, generation, head: toHex(state.hash), entries, length: bytes.length },
    };
  }, call.signal);
}

/** Encodes the head again: a head has one encoding and one MAC. */
function headBytes({ vault, keys }: StoreCore, { head, hash }: State): Uint8Array {
  const bytes = sealHead(vault, keys.mac, head);
  if (sameBytes(vault.sha256(bytes), hash)) return bytes;
  throw damaged('head', 'it is not as this version writes it');
}

/** Reads the buckets of a head in their order. Keeps them in `read`, for a later head. */
async function readBuckets(
  core: StoreCore,
  head: Head,
  read: Map<string, Uint8Array>,
  call: LongCall,
): Promise<Uint8Array[]> {
  const names = bucketNames(head);
  for (const name of read.keys()) if (!names.includes(name)) read.delete(name);
  for (const name of names) {
    if (!read.has(name)) read.set(name, await readBucketOf(core, head, name));
    // The last part is writing the backup.
    call.reach(read.size / (names.length + 1));
  }
  return names.map((name) => read.get(name) ?? new Uint8Array(0));
}

async function readBucketOf({ storage, vault }: StoreCore, head: Head, name: string): Promise<Uint8Array> {
  const bytes = await storage.get(name);
  if (bytes === undefined) throw new Gone(name);
  const number = Number.parseInt(name.slice(2, 4), 16);
  const hashed = hashedBytes(bytes);
  const hash = head.buckets[number];
  if (hash === undefined || hashed > bytes.length || !sameBytes(vault.sha256(bytes.subarray(0, hashed)), hash)) {
    throw damaged(`bucket ${number}`, 'its hash is not the one in the head');
  }
  const rows = readBucket({ storeId: head.storeId, number, bits: head.bucketBits }, bytes);
  for (const [i, row] of rows.entries()) {
    if (!sameBytes(vault.sha256(row.entry), row.hash))
      throw damaged(`bucket ${number}, entry ${i}`, 'its hash is wrong');
  }
  return bytes;
}
