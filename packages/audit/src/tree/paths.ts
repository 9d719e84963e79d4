// Where tiles and bundles lie (C2SP tlog-tiles, "Merkle tree").

import { TILE_WIDTH } from './tree.js';

/** `entries` for bundles. */
export type TileLevel = number | 'entries';

/**
 * The path of a tile or bundle.
 *
 * @param width how many hashes or entries it has: 256, or fewer for the last one
 */
export function tilePath(level: TileLevel, index: number, width: number = TILE_WIDTH): string {
  const digits = String(index);
  const padded = digits.padStart(3 * Math.ceil(digits.length / 3), '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** How many full trees of 256^level leaves a tree has. */
export function countAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** How wide a tile is in a tree of that size: 0 where there is none. */
export function widthAt(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, countAt(level, size) - TILE_WIDTH * index));
}

/** Whether a name is that of a partial tile or bundle in its folder: how many it has, 1 to 255. */
export function isWidth(name: string): boolean {
  return /^[1-9]\d{0,2}$/.test(name) && Number(name) < TILE_WIDTH;
}
