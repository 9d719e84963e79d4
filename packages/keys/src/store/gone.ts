// Errors for a store that is erased, missing or locked.

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

/** The error for a call after `lock`, or one that had not begun when the store was locked. */
export function locked(): FedzkError {
  return new FedzkError('disposed', 'The key store is locked; open it again.');
}

/** Whether an error says that the store that was open no longer exists. */
export function isGone(error: unknown): boolean {
  return error instanceof FedzkError && ['not-found', 'erased', 'rolled-back'].includes(error.code);
}
