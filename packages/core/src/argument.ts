import { describe } from './describe.js';
import { FedzkError } from './errors.js';

/** The error for an argument that is not what was expected. */
export function unexpected(name: string, expected: string, got: unknown): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got ${describe(got)}.`);
}

/**
 * An argument that is to be an object of named options.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function asOptions<T extends object>(options: T, name = 'options'): T {
  if (typeof options === 'object' && options !== null) return options;
  throw unexpected(name, 'an object', options);
}
