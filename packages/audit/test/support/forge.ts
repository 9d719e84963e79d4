// What whoever can write a log's folder, and has no key, puts into its journal: whole, but for the tag.

import { createHash } from 'node:crypto';
import type { Disk } from './disk.js';
import { leafOf } from './logs.js';

/** Of a group, beside its header and its checksum. */
export const TAG_BYTES = 32;

/** A group as it stands in a journal, whoever wrote it. */
export function groupOf(
  first: number,
  entries: readonly Uint8Array[],
  tag: Uint8Array = new Uint8Array(TAG_BYTES),
): Buffer {
  const packed = Buffer.concat(entries.flatMap((entry) => [Buffer.from([entry.length >> 8, entry.length]), entry]));
  const header = Buffer.alloc(20);
  header.write('FKAJ');
  header.writeUInt32BE(packed.length, 4);
  header.writeBigUInt64BE(BigInt(first), 8);
  header.writeUInt32BE(entries.length, 16);
  const checksum = createHash('sha256').update(Buffer.of(0)).update(header);
  for (const entry of entries) checksum.update(leafOf(entry));
  return Buffer.concat([header, checksum.digest(), tag, packed]);
}

/**
 * Adds a group of one entry at the end of a disk's newest journal.
 *
 * @returns whether there was one
 */
export async function forgeEntry(disk: Disk, folder: string, entry: Uint8Array): Promise<boolean> {
  const paths = [...disk.files().keys()].filter((path) => path.startsWith(`${folder}/.state/wal/`)).sort();
  const path = paths.at(-1);
  if (path === undefined) return false;
  const bytes = Buffer.from(disk.bytes(path));
  let [at, next] = [0, Number(path.slice(path.lastIndexOf('/') + 1))];
  for (; bytes.toString('latin1', at, at + 4) === 'FKAJ'; ) {
    const end = at + 52 + TAG_BYTES + bytes.readUInt32BE(at + 4);
    // What lies torn at its end is not acknowledged, and is written over.
    if (end > bytes.length || !isWhole(bytes.subarray(at, end))) break;
    next += bytes.readUInt32BE(at + 16);
    at = end;
  }
  const file = await disk.layer.open(path, 'r+', 0o600);
  const group = groupOf(next, [entry]);
  await file.write(group, 0, group.length, at);
  await file.sync();
  await file.close();
  return true;
}

function isWhole(group: Buffer): boolean {
  const checksum = createHash('sha256').update(Buffer.of(0)).update(group.subarray(0, 20));
  for (let at = 52 + TAG_BYTES; at < group.length; ) {
    if (at + 2 > group.length) return false; // torn, so that the lengths lead elsewhere
    const length = group.readUInt16BE(at);
    checksum.update(leafOf(group.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return checksum.digest().equals(group.subarray(20, 52));
}
