// What a disk keeps of writes that were not durable when it lost power.

import { resized } from './disk.js';
import type { Dice } from './random.js';

/** Bytes from one to before another. */
export type Range = readonly [from: number, to: number];

export interface Fate {
  /** Whether a change of a folder did. */
  happened(change: number): boolean;
  /** The bytes of a file that was written since its last sync. */
  written(durable: Uint8Array, bytes: Uint8Array, dirty: readonly Range[]): Uint8Array;
}

export const lost: Fate = { happened: () => false, written: bySector(() => false) };
export const kept: Fate = { happened: () => true, written: bySector(() => true) };

/** Decides for each thing by itself; at times for all names or all sectors together. */
export function anything(dice: Dice): Fate {
  const [names, sectors] = [dice.upTo(3), dice.upTo(3)];
  const decided = new Map<number, boolean>();
  const decide = (kind: number): boolean => (kind < 2 ? kind === 0 : dice.upTo(1) === 0);
  return {
    happened: (change) => {
      const known = decided.get(change) ?? decide(names);
      decided.set(change, known);
      return known;
    },
    written: bySector(() => decide(sectors)),
  };
}

const SECTOR = 512;

/** Some of the sectors that were written; a file is as long as what was written to its end. */
function bySector(reached: () => boolean): Fate['written'] {
  return (durable, bytes, dirty) => {
    const result = resized(durable, Math.max(durable.length, bytes.length));
    let { length } = durable;
    for (const [from, to] of dirty) {
      for (let start = from; start < to; ) {
        const end = Math.min(to, start - (start % SECTOR) + SECTOR);
        if (reached()) {
          result.set(bytes.subarray(start, end), start);
          length = Math.max(length, end);
        }
        start = end;
      }
    }
    return result.slice(0, length);
  };
}
