import { FedzkError } from '@fedzk/core';

export { code, errorOf } from '../../../core/test/support/code.js';

/** The error of a promise that is to be rejected. */
export async function rejection(promise: Promise<unknown>): Promise<FedzkError> {
  const outcome = await promise.then(
    () => 'done',
    (error: unknown) => error,
  );
  if (outcome instanceof FedzkError) return outcome;
  throw outcome instanceof Error ? outcome : new Error('It was not rejected.');
}
