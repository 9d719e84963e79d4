// What is said when there is no store any more.

import { FedzkError } from '@fedzk/core';
import type { Head } from '../format/head.js';

export function erased(
  { generation }: Head,
  more = 'Make a new store in another folder.',
  cause?: unknown,
): FedzkError {
  const message = `The key store was erased, by its commit ${generation}; nothing of it opens any more. ${more}`;
  return new FedzkError('erased', message, { cause });
}

/** Whether an error says that a store, as it was, is no longer there. */
export function isGone(error: unknown): boolean {
  return error instanceof FedzkError && ['not-found', 'erased', 'rolled-back'].includes(error.code);
}
