import { FedzkError } from '@fedzk/core';

export { unexpected } from '@fedzk/core';

/** Tells whether a value is an object or a function. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Makes the error for gnark's extension of Groth16 by commitments: `unsupported`. */
export function committing(what: string): FedzkError {
  const message = `The ${what} uses gnark's extension with commitments, which is not supported. Write the circuit without Commit().`;
  return new FedzkError('unsupported', message);
}
