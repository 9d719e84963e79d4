import { FedzkError } from '@fedzk/core';

export { unexpected } from '@fedzk/core';

/** Whether it may have properties and private fields. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The error for gnark's extension of Groth16 by commitments, of which this package knows nothing. */
export function committing(what: string): FedzkError {
  const message = `The ${what} is of gnark's extension with commitments, which is not supported; prove without Commit().`;
  return new FedzkError('unsupported', message);
}
