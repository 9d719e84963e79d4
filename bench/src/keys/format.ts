// The part of FORMAT.md that re-encrypts a store whose slot is a raw key, without @fedzk/keys.
// Shapes are not checked, since @fedzk/keys wrote what is read here.

import { concat, toHex } from '@fedzk/core';
import { type Bytes, utf8 } from './bytes.js';
import { derivable, webCommitting, webHkdf } from './web.js';

const [SLOTS_AT, SLOT_HEAD, MASTER, ROW, BUCKET_HEAD, HASH] = [228, 22, 128, 52, 48, 32];
const PREFIX = concat(utf8('fedzk/keys/v1'), Uint8Array.of(1));

export interface PeerKeys {
  readonly storeId: Uint8Array;
  readonly mac: Uint8Array;
  readonly master: Uint8Array;
}

function context(storeId: Uint8Array, label: string, ...fields: readonly Uint8Array[]): Bytes {
  return concat(PREFIX, storeId, utf8(`${label}\0`), ...fields) as Bytes;
}

/** Derives the keys of a store with one slot and one master key. */
export async function openKeys(head: Uint8Array, unlock: Uint8Array): Promise<PeerKeys> {
  const storeId = head.slice(12, 28);
  const slot = head.subarray(SLOTS_AT, SLOTS_AT + SLOT_HEAD + 112);
  const master = head.subarray(SLOTS_AT + slot.length, SLOTS_AT + slot.length + MASTER);
  const open = async (key: Uint8Array, place: Uint8Array, sealed: Uint8Array): Promise<Bytes> =>
    webCommitting.open(await derivable(key), place, sealed);
  const root = await open(unlock, context(storeId, 'slot', slot.subarray(0, 17)), slot.subarray(SLOT_HEAD));
  const derive = async (label: string): Promise<Bytes> =>
    webHkdf(await derivable(root), storeId, utf8(`fedzk/keys/v1/${label}`), 32);
  const place = context(storeId, 'master', master.subarray(0, 4), master.subarray(8, 16));
  return {
    storeId,
    mac: await derive('head-mac'),
    master: await open(await derive('wrap'), place, master.subarray(16)),
  };
}

/** The two seals of an entry, and the bytes that they are bound to. */
export interface EntryParts {
  readonly start: Uint8Array;
  readonly dekContext: Uint8Array;
  readonly dek: Uint8Array;
  readonly payloadContext: Uint8Array;
  readonly payload: Uint8Array;
}

const [DEK_LABEL, ENTRY_LABEL] = [utf8('dek\0'), utf8('entry\0')];

export function entryParts(storeId: Uint8Array, entry: Uint8Array): EntryParts {
  return {
    start: entry.subarray(0, 36),
    dekContext: concat(PREFIX, storeId, DEK_LABEL, entry.subarray(0, 36)),
    dek: entry.subarray(36, 148),
    payloadContext: concat(PREFIX, storeId, ENTRY_LABEL, entry.subarray(0, 32)),
    payload: entry.subarray(148),
  };
}

export interface PeerRow {
  readonly tag: Uint8Array;
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
}

export interface PeerBucket {
  readonly head: Uint8Array;
  /** Bytes that the bucket's hash covers. */
  readonly hashed: Uint8Array;
  readonly rows: readonly PeerRow[];
}

export function readBucket(bytes: Uint8Array): PeerBucket {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const count = view.getUint32(44);
  let at = BUCKET_HEAD + ROW * count;
  const hashed = bytes.subarray(0, at);
  const rows: PeerRow[] = [];
  for (let row = BUCKET_HEAD; row < hashed.length; row += ROW) {
    const length = view.getUint32(row + 16);
    rows.push({
      tag: bytes.subarray(row, row + 16),
      hash: bytes.subarray(row + 20, row + ROW),
      entry: bytes.subarray(at, at + length),
    });
    at += length;
  }
  return { head: bytes.subarray(0, BUCKET_HEAD), hashed, rows };
}

/** Writes rows in their order, under a head with another random part. */
export function writeBucket(
  head: Uint8Array,
  random: Uint8Array,
  rows: readonly PeerRow[],
): { readonly bytes: Uint8Array; readonly hashed: Uint8Array } {
  const table = BUCKET_HEAD + ROW * rows.length;
  const bytes = new Uint8Array(rows.reduce((length, { entry }) => length + entry.length, table));
  const view = new DataView(bytes.buffer);
  bytes.set(head);
  bytes.set(random, 24);
  let [row, at] = [BUCKET_HEAD, table];
  for (const { tag, hash, entry } of rows) {
    bytes.set(tag, row);
    view.setUint32(row + 16, entry.length);
    bytes.set(hash, row + 20);
    bytes.set(entry, at);
    row += ROW;
    at += entry.length;
  }
  return { bytes, hashed: bytes.subarray(0, table) };
}

/** Returns where the hashes of a head's buckets begin and end. */
function hashesAt(head: Uint8Array): readonly [number, number] {
  const end = head.length - HASH;
  return [end - HASH * 2 ** (head[10] ?? 0), end];
}

export function bucketHashes(head: Uint8Array): Uint8Array[] {
  const [begin, end] = hashesAt(head);
  return Array.from({ length: (end - begin) / HASH }, (_, i) =>
    head.subarray(begin + HASH * i, begin + HASH * (i + 1)),
  );
}

export function bucketName(number: number, hash: Uint8Array): string {
  return `b/${number.toString(16).padStart(2, '0')}-${toHex(hash.subarray(0, 16))}`;
}

/** Makes the next head with other hashes and without its MAC. */
export function nextHead(head: Uint8Array, hash: Uint8Array, hashes: readonly Uint8Array[]): Bytes {
  const [begin, end] = hashesAt(head);
  const next = new Uint8Array(head.subarray(0, end));
  const view = new DataView(next.buffer);
  view.setBigUint64(28, view.getBigUint64(28) + 1n);
  view.setBigUint64(36, BigInt(Date.now()));
  next.set(hash, 44);
  hashes.forEach((each, i) => {
    next.set(each, begin + HASH * i);
  });
  return next;
}
