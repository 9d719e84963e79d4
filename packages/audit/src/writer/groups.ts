// The journal: groups of entries, each of which was durable before the next one was written.
//
// | at | bytes | what |
// |---|---|---|
// | 0 | 4 | `FKAJ` |
// | 4 | 4 | length of the entries, packed |
// | 8 | 8 | index of the first |
// | 16 | 4 | how many |
// | 20 | 32 | checksum: SHA-256(00 ‖ bytes 0 to 20 ‖ leaf hashes) |
// | 52 | 32 | tag: HMAC-SHA-256(journal key, tag of the group before ‖ checksum); for the first one the start stands before it |
// | 84 | | the entries, each after its length as two bytes |
//
// Numbers are big-endian. Zeros at the end are room that was taken in advance. A checksum tells what was never written to
// its end, which a loss of power leaves; a tag tells who wrote it. Groups of one journal are a chain: one is not moved,
// left out or taken from another journal. That the last ones are missing nobody can tell.
//
// A journal's start is SHA-256(00 ‖ index of the first entry, 8 bytes ‖ root of the tree of the entries before it): a journal
// continues one tree, and no other one of that size.

import { concat } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import { HASH_BYTES, leafHash, leafHashes } from '../tree/tree.js';
import { utf8, writeAscii } from '../utf8.js';
import type { JournalKey } from './journal-key.js';

const MAGIC = [0x46, 0x4b, 0x41, 0x4a];
const HEADER = 20;
const TAG = HEADER + HASH_BYTES;
const START = TAG + HASH_BYTES;
/**
 * Shorter than any entry, whose `id` and `time` alone have more characters. A leaf hash takes 32 bytes for each entry: of
 * empty ones, which take two, a journal would need 16 times its length of memory.
 */
const LEAST_ENTRY_BYTES = 60;

/** Entries that were written together, in one sync. */
export interface Group {
  readonly first: number;
  readonly count: number;
  readonly packed: Uint8Array;
  readonly leaves: Uint8Array;
}

/** Packs entries: UTF-8 text, each after its length as two bytes. */
export function pack(entries: readonly string[]): Uint8Array {
  // Encodes all at once, with room for the lengths: ASCII has as many bytes as characters.
  const all = `\0\0${entries.join('\0\0')}`;
  const packed = new Uint8Array(all.length);
  if (!writeAscii(all, packed)) return packBytes(entries.map(utf8));
  let at = 0;
  for (const { length } of entries) {
    packed[at] = length >> 8;
    packed[at + 1] = length;
    at += 2 + length;
  }
  return packed;
}

function packBytes(entries: readonly Uint8Array[]): Uint8Array {
  const packed = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    packed[at] = entry.length >> 8;
    packed[at + 1] = entry.length;
    packed.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return packed;
}

/** The tree that a journal continues. */
export interface Continued {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Computes a journal's start, which its first tag covers. */
function startOf({ size, root }: Continued): Uint8Array {
  const index = new Uint8Array(8);
  new DataView(index.buffer).setBigUint64(0, BigInt(size));
  return leafHash(concat(index, root));
}

/** Writes a journal's groups, from the first one on. */
export class GroupWriter {
  readonly #key: JournalKey;
  /** The tag of the last group. */
  #previous: Uint8Array;

  /** @param continued the tree of the entries before the journal's first one */
  constructor(key: JournalKey, continued: Continued) {
    this.#key = key;
    this.#previous = startOf(continued);
  }

  /** Writes the next group's bytes. */
  write({ first, count, packed, leaves }: Group): Uint8Array {
    const header = new Uint8Array(HEADER);
    header.set(MAGIC);
    const view = new DataView(header.buffer);
    view.setUint32(4, packed.length);
    view.setBigUint64(8, BigInt(first));
    view.setUint32(16, count);
    const checksum = checksumOf(header, leaves);
    this.#previous = this.#key.tag(this.#previous, checksum);
    return concat(header, checksum, this.#previous, packed);
  }
}

function checksumOf(header: Uint8Array, leaves: Uint8Array): Uint8Array {
  return leafHash(concat(header, leaves));
}

/** A group that was read. */
interface WrittenGroup extends Group {
  readonly checksum: Uint8Array;
  readonly tag: Uint8Array;
}

/** Returns the end of the group at an offset; undefined if there is no header, or the bytes end before. */
function endAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes.length < at + START || !MAGIC.every((byte, i) => bytes[at + i] === byte)) return undefined;
  const end = at + START + new DataView(bytes.buffer, bytes.byteOffset + at, HEADER).getUint32(4);
  return end > bytes.length ? undefined : end;
}

/** Reads the group at an offset, if it is whole. Its tag is not checked. */
function groupAt(bytes: Uint8Array, at: number): WrittenGroup | undefined {
  const end = endAt(bytes, at);
  if (end === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER);
  const packed = bytes.subarray(at + START, end);
  const [first, count] = [Number(view.getBigUint64(8)), view.getUint32(16)];
  if (!holdsEntries(packed, count)) return undefined;
  const leaves = leafHashes(packed);
  if (leaves?.length !== count * HASH_BYTES) return undefined;
  const [checksum, tag] = [bytes.subarray(at + HEADER, at + TAG), bytes.subarray(at + TAG, at + START)];
  if (!sameBytes(checksum, checksumOf(bytes.subarray(at, at + HEADER), leaves))) return undefined;
  return { first, count, packed, leaves, checksum, tag };
}

/** Whether bytes are exactly `count` entries, each of the least length or more. Hashes nothing. */
function holdsEntries(packed: Uint8Array, count: number): boolean {
  let [at, found] = [0, 0];
  while (at + 2 <= packed.length) {
    const length = 256 * (packed[at] ?? 0) + (packed[at + 1] ?? 0);
    if (length < LEAST_ENTRY_BYTES) return false;
    at += 2 + length;
    found++;
  }
  return at === packed.length && found === count && count > 0;
}

/** The contents of a journal. */
export interface ReadJournal {
  /** The groups up to the first one that is not whole. */
  readonly groups: readonly Group[];
  /** The offset of bytes that are neither a group nor room. */
  readonly damagedAt: number | undefined;
  /**
   * The end of the last entry in whole groups after the damage; the damaged bytes were durable before
   * those groups. Infinite if there is more to check than any writer leaves.
   */
  readonly behind: number;
  /** The offset of a group that the key's owner did not write; without a key, tags are not checked. */
  readonly forgedAt: number | undefined;
}

/** The key and tree that a journal's tags are checked with. */
export interface Authority {
  readonly key: JournalKey;
  /** The root of the tree that the journal must continue; undefined if the log has no tree of that size. */
  readonly root: Uint8Array | undefined;
}

/**
 * Reads a journal up to the first group that is not whole or has a wrong tag.
 *
 * @param first the index of its first entry
 * @param authority without it, tags are not checked
 */
export function readGroups(bytes: Uint8Array, first: number, authority?: Authority): ReadJournal {
  const groups: Group[] = [];
  let [at, next] = [0, first];
  const { key, root } = authority ?? {};
  let previous = root && startOf({ size: first, root });
  let forgedAt: number | undefined;
  for (let group = groupAt(bytes, 0); group?.first === next; group = groupAt(bytes, at)) {
    const isOwn =
      key === undefined || (previous !== undefined && sameBytes(key.tag(previous, group.checksum), group.tag));
    if (!isOwn) {
      forgedAt = at;
      break;
    }
    groups.push(group);
    previous = group.tag;
    at += START + group.packed.length;
    next += group.count;
  }
  const rest = bytes.subarray(at);
  return { groups, damagedAt: isRoom(rest) ? undefined : at, behind: endOfGroups(rest), forgedAt };
}

function isRoom(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at === bytes.length;
}

/**
 * Finds the end of the groups after damage. A writer's groups follow each other, and its entries are text
 * without headers. An attacker may nest headers so that bytes are hashed many times; beyond twice the
 * length, the search stops and treats it as damage.
 */
function endOfGroups(bytes: Uint8Array): number {
  const [letter = 0] = MAGIC;
  let [end, left] = [0, 2 * bytes.length];
  for (let at = bytes.indexOf(letter); at >= 0; at = bytes.indexOf(letter, at + 1)) {
    left -= (endAt(bytes, at) ?? at) - at;
    if (left < 0) return Number.POSITIVE_INFINITY;
    const { first = 0, count = 0 } = groupAt(bytes, at) ?? {};
    end = Math.max(end, first + count);
  }
  return end;
}
