// What to do where a storage has no more room.

import { FedzkError } from '@fedzk/core';
import type { RewrapOptions } from './options.js';

/** What POSIX says where a disk, or a user's share of it, is full. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** Does all steps of a rewrap, in the smallest batches where larger ones find no room: one bucket's, beside those that are there. */
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
