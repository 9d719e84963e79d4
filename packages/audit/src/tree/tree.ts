// The Merkle tree and its proofs, computed in the module (rust/tlog). Hashes have 32 bytes; lists of hashes
// are joined.

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
/** The most entries of a bundle, and hashes of a tile. */
export const TILE_WIDTH = 256;
/** The most bytes of an entry, whose length takes two bytes in a bundle. */
export const MOST_ENTRY_BYTES = 65_535;
export const MOST_BUNDLE_BYTES: number = TILE_WIDTH * (2 + MOST_ENTRY_BYTES);

/** A full subtree of 2^level leaves: the index-th of that level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The full subtrees that one hash of a proof is computed from, from left to right. */
export type Range = readonly Subtree[];

/** The result of checking a proof. */
export type ProofVerdict = 'ok' | 'out-of-range' | 'length' | 'mismatch';

const VERDICTS: readonly ProofVerdict[] = ['ok', 'out-of-range', 'length', 'mismatch'];

/** Computes SHA-256(00 ‖ entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return leafHashIn(entry);
}

/** Computes the leaf hashes of any number of packed entries; undefined if they are truncated. */
export function leafHashes(packed: Uint8Array): Uint8Array | undefined {
  return leafHashesIn(packed);
}

/** Computes a bundle's leaf hashes and their root; undefined if the bundle is invalid. */
export function bundleHashes(
  bundle: Uint8Array,
): { readonly leaves: Uint8Array; readonly root: Uint8Array } | undefined {
  const all = bundleHashesIn(bundle);
  return all && { leaves: all.subarray(0, -HASH_BYTES), root: all.slice(-HASH_BYTES) };
}

/** Computes the root of a bundle whose leaf hashes equal the tile; undefined if they don't, or it is invalid. */
export function checkedRoot(bundle: Uint8Array, tile: Uint8Array): Uint8Array | undefined {
  return checkedRootIn(bundle, tile);
}

/** Returns a bundle's entries as views; undefined if the bundle is invalid. */
export function bundleEntries(bundle: Uint8Array): Uint8Array[] | undefined {
  const places = bundlePlaces(bundle);
  if (places === undefined) return undefined;
  return Array.from({ length: places.length / 2 }, (_, i) => bundle.subarray(places[2 * i], places[2 * i + 1]));
}

/** Computes the root of the tree over leaf hashes; the empty tree's for none. */
export function rootOf(hashes: Uint8Array): Uint8Array {
  return must(rootOfIn(hashes));
}

/** Computes the hash of a range of full subtrees. */
export function hashOfRange(trees: Uint8Array): Uint8Array {
  return must(hashOfRangeIn(trees));
}

/** Returns the full subtrees of a whole tree. */
export function rootRange(size: number): Range {
  return ranges(must(rootRanges(size)))[0] ?? [];
}

/** Returns the ranges of an inclusion proof. */
export function inclusion(index: number, size: number): Range[] {
  return ranges(must(inclusionRanges(index, size)));
}

/** Returns the ranges of a consistency proof. */
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
