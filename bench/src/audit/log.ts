// A log that repeats one bundle, so that a log of any size needs the memory of one bundle.

import { createSigner, type LogReader } from '@fedzk/audit';
import { sha256 } from '@noble/hashes/sha2.js';
import { fixedBytes } from '../keys/bytes.js';

export const ORIGIN = 'example.com/bench';
export const ENTRY_BYTES = 171;
export const WIDTH = 256;
export const HASH = 32;

/** A log of full bundles. */
export interface RepeatedLog {
  /** Number of bundles. */
  readonly bundles: number;
  readonly bundle: Uint8Array;
  /** Leaf hashes of the bundle. */
  readonly tile: Uint8Array;
  /** Root of the whole log. */
  readonly root: Uint8Array;
  readonly verifierKey: string;
  readonly reader: LogReader;
}

/** Makes the log with noble's hash only. */
export async function repeatedLog(bundles: number): Promise<RepeatedLog> {
  const bundle = bundleOf(WIDTH);
  const tile = concat(entriesOf(bundle).map((entry) => sha256(concat([Uint8Array.of(0), entry]))));
  // Hash of a full tile of each level.
  const full = [sha256Tree(hashesOf(tile))];
  const level = (l: number): Uint8Array => {
    full[l] ??= sha256Tree(new Array<Uint8Array>(WIDTH).fill(level(l - 1)));
    return full[l];
  };
  const root = rootOf(bundles, level);
  const signer = await createSigner(ORIGIN, fixedBytes(32, 1));
  const text = `${ORIGIN}\n${bundles * WIDTH}\n${btoa(String.fromCharCode(...root))}\n`;
  const checkpoint = await noteOf(text, signer);
  const at = (path: string): Uint8Array | undefined => {
    if (path === 'checkpoint') return checkpoint;
    // The writer's state is absent, as on a web server.
    if (path.startsWith('.state')) return undefined;
    if (path.startsWith('tile/entries/')) return bundle;
    const [, l = '0', , width = String(WIDTH)] = /^tile\/(\d+)\/([x\d/]+?)(?:\.p\/(\d+))?$/.exec(path) ?? [];
    if (l === '0') return tile;
    return concat(new Array<Uint8Array>(Number(width)).fill(level(Number(l) - 1)));
  };
  const reader: LogReader = {
    read: async (path) => at(path),
    readInto(path, room) {
      const bytes = at(path);
      if (bytes === undefined) return undefined;
      room.set(bytes.subarray(0, room.length));
      return bytes.length;
    },
  };
  return { bundles, bundle, tile, root, verifierKey: signer.verifierKey, reader };
}

/** Encodes a bundle: each entry after its length. */
export function bundleOf(entries: number): Uint8Array {
  const bundle = fixedBytes(entries * (2 + ENTRY_BYTES), 2);
  for (let at = 0; at < bundle.length; at += 2 + ENTRY_BYTES) bundle.set([0, ENTRY_BYTES], at);
  return bundle;
}

export function entriesOf(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + 256 * (bundle[at] ?? 0) + (bundle[at + 1] ?? 0);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

function hashesOf(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / HASH }, (_, i) => tile.subarray(i * HASH, (i + 1) * HASH));
}

/**
 * Computes the root over full trees of level 0. The largest ones on the left are full trees of a
 * higher level.
 */
function rootOf(trees: number, level: (l: number) => Uint8Array): Uint8Array {
  let right: Uint8Array[] = [];
  for (let l = 0, left = trees; left > 0; l++, left = Math.floor(left / WIDTH)) {
    right = [sha256Tree([...new Array<Uint8Array>(left % WIDTH).fill(level(l)), ...right])].filter(
      (hash) => hash.length > 0,
    );
  }
  return right[0] ?? new Uint8Array(0);
}

function sha256Tree(hashes: readonly Uint8Array[]): Uint8Array {
  return treeOf(hashes, (left, right) => sha256(concat([Uint8Array.of(1), left, right])));
}

/** Computes the root over hashes. A hash without a right neighbour goes up unchanged. */
export function treeOf(
  hashes: readonly Uint8Array[],
  node: (left: Uint8Array, right: Uint8Array) => Uint8Array,
): Uint8Array {
  let row = [...hashes];
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const [left, right] = [row[i] as Uint8Array, row[i + 1]];
      above.push(right === undefined ? left : node(left, right));
    }
    row = above;
  }
  return row[0] ?? new Uint8Array(0);
}

async function noteOf(text: string, signer: Awaited<ReturnType<typeof createSigner>>): Promise<Uint8Array> {
  const [, id = ''] = signer.verifierKey.split('+');
  const signature = await signer.sign(new TextEncoder().encode(text));
  const bytes = [...(id.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)), ...signature];
  return new TextEncoder().encode(`${text}\n— ${ORIGIN} ${btoa(String.fromCharCode(...bytes))}\n`);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
