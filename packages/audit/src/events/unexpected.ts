import { describe, FedzkError } from '@fedzk/core';

/** The error for an argument that is not what was expected. */
export function unexpected(name: string, expected: string, got: unknown): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got ${describe(got)}.`);
}
