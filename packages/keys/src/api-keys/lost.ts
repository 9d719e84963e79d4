// Errors for keys that stand although nobody got them.

import { FedzkError } from '@fedzk/core';

/**
 * Returns a handler that names the keys in an error `not-logged`.
 *
 * @param keys such as `the key 0123456789ab`
 * @param remedy what is to be done with each
 */
export function lost(operation: string, keys: string, remedy: 'revoked' | 'rotated'): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof FedzkError && error.code === 'not-logged')) throw error;
    const message =
      `"${operation}" is done, but the audit log did not confirm its event, so that nobody got ${keys}, to be ${remedy} ` +
      "now; the error's cause says why.";
    throw new FedzkError('not-logged', message, { cause: error.cause });
  };
}

/** Names the new keys of a rotation. */
export function newKeys(ids: readonly string[]): string {
  return `the new ${ids.length === 1 ? 'key' : 'keys'} ${ids.join(', ')}`;
}
