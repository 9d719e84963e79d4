// What is said when there is no store any more, or it is not open.

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

/** Of what a store was asked for after `lock`, or before it and hadn't begun. */
export function locked(): FedzkError {
  return new FedzkError('disposed', 'The key store is locked; open it again.');
}

/** Whether an error says that a store, as it was, is no longer there. */
export function isGone(error: unknown): boolean {
  return error instanceof FedzkError && ['not-found', 'erased', 'rolled-back'].includes(error.code);
}
