// How far a call with several parts is, told as one number.

import type { CallOptions } from '@fedzk/core';

/** Tells how much of a part is done, from 0 to 1. */
export type PartProgress = (done: number) => void;

/**
 * Divides a call's progress into parts. What is told never goes down, also where a part is done again.
 *
 * @returns makes a part, by where it begins and ends in the whole
 */
export function partsOfProgress({ onProgress }: CallOptions): (from: number, to: number) => PartProgress {
  let told = 0;
  return (from, to) => (done) => {
    const all = from + (to - from) * Math.min(done, 1);
    if (all <= told) return;
    told = all;
    onProgress?.(all);
  };
}
