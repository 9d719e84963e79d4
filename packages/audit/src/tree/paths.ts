// The paths of tiles and bundles (C2SP tlog-tiles, "Merkle tree").

import { TILE_WIDTH } from './tree.js';

/** `entries` for bundles. */
export type TileLevel = number | 'entries';

/**
 * Returns the path of a tile or bundle.
 *
 * @param width its number of hashes or entries: 256, or fewer for the last one
 */
export function tilePath(level: TileLevel, index: number, width: number = TILE_WIDTH): string {
  const digits = String(index);
  const padded = digits.padStart(3 * Math.ceil(digits.length / 3), '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Returns the number of full subtrees of 256^level leaves in a tree. */
export function countAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Returns the width of a tile in a tree of that size; 0 if the tree doesn't have it. */
export function widthAt(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, countAt(level, size) - TILE_WIDTH * index));
}

/** Tells whether a name in a folder of parts is a valid width, 1 to 255. */
export function isWidth(name: string): boolean {
  return /^[1-9]\d{0,2}$/.test(name) && Number(name) < TILE_WIDTH;
}
