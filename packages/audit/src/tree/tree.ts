// The Merkle tree and its proofs, in the module (rust/tlog). Hashes are 32 bytes; several stand one after the other.

import { FedzkError } from '@fedzk/core';
import {
  bundleHashes as bundleHashesIn,
  bundlePlaces,
  checkConsistency as checkConsistencyIn,
  checkedRoot as checkedRootIn,
  checkInclusion as checkInclusionIn,
  consistencyRanges,
  hashOfRange as hashOfRangeIn,
  inclusionRanges,
  leafHashes as leafHashesIn,
  leafHash as leafHashIn,
  rootOf as rootOfIn,
  rootRanges,
} from '../../wasm/fedzk_audit.js';

export const HASH_BYTES = 32;
/** Entries of a bundle, and hashes of a tile. */
export const TILE_WIDTH = 256;
/** Of a bundle's entry; its length has two bytes. */
export const MOST_ENTRY_BYTES = 65_535;
export const MOST_BUNDLE_BYTES: number = TILE_WIDTH * (2 + MOST_ENTRY_BYTES);

/** A full tree of 2^level leaves, the index-th of these. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The full trees that one hash of a proof is made of, from left to right. */
export type Range = readonly Subtree[];

/** Whether a proof shows what it should. */
export type ProofVerdict = 'ok' | 'out-of-range' | 'length' | 'mismatch';

const VERDICTS: readonly ProofVerdict[] = ['ok', 'out-of-range', 'length', 'mismatch'];

/** SHA-256(00 ‖ entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return leafHashIn(entry);
}

/** The leaf hashes of packed entries, of any number; undefined where they are cut off. */
export function leafHashes(packed: Uint8Array): Uint8Array | undefined {
  return leafHashesIn(packed);
}

/** A bundle's leaf hashes and the root over them; undefined where it is no bundle. */
export function bundleHashes(
  bundle: Uint8Array,
): { readonly leaves: Uint8Array; readonly root: Uint8Array } | undefined {
  const all = bundleHashesIn(bundle);
  return all && { leaves: all.subarray(0, -HASH_BYTES), root: all.slice(-HASH_BYTES) };
}

/** The root of a bundle whose leaf hashes are the tile; undefined where it is no bundle, or they are not. */
export function checkedRoot(bundle: Uint8Array, tile: Uint8Array): Uint8Array | undefined {
  return checkedRootIn(bundle, tile);
}

/** A bundle's entries, as views; undefined where it is no bundle. */
export function bundleEntries(bundle: Uint8Array): Uint8Array[] | undefined {
  const places = bundlePlaces(bundle);
  if (places === undefined) return undefined;
  return Array.from({ length: places.length / 2 }, (_, i) => bundle.subarray(places[2 * i], places[2 * i + 1]));
}

/** The root of the tree over hashes; of none the empty tree's. */
export function rootOf(hashes: Uint8Array): Uint8Array {
  return must(rootOfIn(hashes));
}

/** The hash of full trees side by side. */
export function hashOfRange(trees: Uint8Array): Uint8Array {
  return must(hashOfRangeIn(trees));
}

/** The full trees of a whole tree. */
export function rootRange(size: number): Range {
  return ranges(must(rootRanges(size)))[0] ?? [];
}

/** What an inclusion proof consists of. */
export function inclusion(index: number, size: number): Range[] {
  return ranges(must(inclusionRanges(index, size)));
}

/** What a consistency proof consists of. */
export function consistency(oldSize: number, newSize: number): Range[] {
  return ranges(must(consistencyRanges(oldSize, newSize)));
}

export function checkInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  path: Uint8Array,
  root: Uint8Array,
): ProofVerdict {
  return VERDICTS[checkInclusionIn(index, size, leaf, path, root)] ?? 'mismatch';
}

export function checkConsistency(
  old: { readonly size: number; readonly root: Uint8Array },
  now: { readonly size: number; readonly root: Uint8Array },
  path: Uint8Array,
): ProofVerdict {
  return VERDICTS[checkConsistencyIn(old.size, old.root, now.size, now.root, path)] ?? 'mismatch';
}

function ranges(flat: Float64Array): Range[] {
  const found: Range[] = [];
  for (let at = 0; at < flat.length; ) {
    const count = flat[at] ?? 0;
    const trees = flat.subarray(at + 1, at + 1 + 2 * count);
    found.push(Array.from({ length: count }, (_, i) => ({ level: trees[2 * i] ?? 0, index: trees[2 * i + 1] ?? 0 })));
    at += 1 + 2 * count;
  }
  return found;
}

function must<T>(answer: T | undefined): T {
  if (answer !== undefined) return answer;
  throw new FedzkError('wasm', 'The WebAssembly module was given what it does not take.');
}
