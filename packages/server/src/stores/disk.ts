// The room on the disk of a folder of data.

import { statfs } from 'node:fs/promises';

const MIB = 2 ** 20;
/** With fewer bytes no reports are taken, so that the rounds and the log go on. */
export const LEAST_FREE = 64 * MIB;

/** Says how many bytes are free. */
export async function freeAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What is known of the disk of a folder. */
export class Disk {
  readonly #folder: string;
  #free = Number.POSITIVE_INFINITY;
  /** Says how many bytes are free; tests replace it. */
  free: (folder: string) => Promise<number> = freeAt;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Looks at it. */
  async look(): Promise<void> {
    this.#free = await this.free(this.#folder);
  }

  /** Whether too little was free at the newest look. */
  isLow(): boolean {
    return this.#free < LEAST_FREE;
  }
}
