import { describe, FedzkError } from '@fedzk/core';

/** The error for an argument that is not what was expected. */
export function unexpected(name: string, expected: string, got: unknown): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got ${describe(got)}.`);
}

/** Whether it may have properties and private fields. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** An argument that is to be an object of named options. */
export function asOptions<T extends object>(options: T, name = 'options'): T {
  if (isObject(options)) return options;
  throw unexpected(name, 'an object', options);
}

/** The error for gnark's extension of Groth16 by commitments, of which this package knows nothing. */
export function committing(what: string): FedzkError {
  const message = `The ${what} is of gnark's extension with commitments, which is not supported; prove without Commit().`;
  return new FedzkError('unsupported', message);
}
