// Rewraps a store whose storage is nearly full.

import { FedzkError } from '@fedzk/core';
import type { RewrapOptions } from './options.js';

/** POSIX error codes for a full disk and an exceeded quota. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Does all steps of a rewrap. If the storage is full, it goes on in the smallest batches, which need
 * room for one bucket beside the existing ones.
 */
export async function rewrapAll(rewrap: (options: RewrapOptions) => AsyncIterable<unknown>): Promise<void> {
  try {
    await all(rewrap({}));
  } catch (error) {
    if (!isFull(error)) throw error;
    await all(rewrap({ batch: 1 }));
  }
}

async function all(steps: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of steps) {
    // each step is a commit
  }
}

function isFull(error: unknown): boolean {
  if (!(error instanceof FedzkError)) return false;
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && FULL.has(cause.code);
}
