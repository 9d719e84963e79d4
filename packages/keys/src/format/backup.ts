// A backup: one state of a store in a single file (FORMAT.md, "Backup").

import { FedzkError } from '@fedzk/core';
import { bucketName } from '../storage/storage.js';
import { Reader, sameBytes, utf8, Writer } from './bytes.js';
import { HASH_BYTES, type Head, readHead } from './head.js';

const MAGIC = utf8('FEDZKKC1');
const FIXED_BYTES = MAGIC.length + 8;
const LENGTH_BYTES = 4;
/** The most bytes of a backup, 2 GiB less one: Node's limit for reading a file at once. */
export const MOST_BACKUP_BYTES: number = 2 ** 31 - 1;

/** A bucket's name and bytes. */
interface BackupBucket {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The head of a state and all buckets that it names, in the order of its hashes. */
export interface BackupContent {
  readonly head: Head;
  readonly headBytes: Uint8Array;
  /** SHA-256 of the head's bytes. */
  readonly hash: Uint8Array;
  readonly buckets: readonly BackupBucket[];
}

/** SHA-256 of public bytes, 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Writes a backup of a stored head and the buckets that it names, in the order of its hashes. */
export function writeBackup(head: Uint8Array, buckets: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const contents = buckets.reduce((sum, { length }) => sum + LENGTH_BYTES + length, FIXED_BYTES + head.length);
  const writer = new Writer(contents + HASH_BYTES);
  writer.put(MAGIC).u32(head.length).u32(buckets.length).put(head);
  for (const bucket of buckets) writer.u32(bucket.length).put(bucket);
  return writer.put(sha256(writer.bytes.subarray(0, contents))).bytes;
}

/**
 * Reads a backup and checks its digest, which detects a truncated or damaged file. Nothing is authentic
 * yet: the head's MAC authenticates the head, and the hashes in the head everything else.
 *
 * @throws {FedzkError} `damaged`
 */
export function readBackup(bytes: Uint8Array, sha256: Sha256): BackupContent {
  const reader = new Reader(bytes, 'backup', damagedBackup);
  reader.expect(MAGIC, 'name of its format');
  const length = reader.u32();
  const count = reader.u32();
  const end = bytes.length - HASH_BYTES;
  if (end < reader.at || !sameBytes(sha256(bytes.subarray(0, end)), bytes.subarray(end))) {
    reader.fail('its digest is wrong, so it was cut off or changed');
  }
  const headBytes = reader.take(length);
  const head = readHead(headBytes);
  const named = head.buckets.flatMap((hash, number) => (isZero(hash) ? [] : [bucketName(number, hash)]));
  if (count !== named.length) reader.fail(`it has ${count} buckets, but its head names ${named.length}`);
  const buckets = named.map((name) => ({ name, bytes: reader.take(reader.u32()) }));
  reader.take(HASH_BYTES);
  reader.end();
  return { head, headBytes, hash: sha256(headBytes), buckets };
}

/** The error for a damaged backup. */
export function damagedBackup(what: string, why: string): FedzkError {
  return new FedzkError('damaged', `The ${what} is damaged: ${why}. Nothing was restored; use another backup.`);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
