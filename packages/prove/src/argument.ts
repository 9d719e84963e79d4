import { describe, FedzkError } from '@fedzk/core';

/** The error for an argument that is not what was expected. */
export function unexpected(name: string, expected: string, got: unknown): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got ${describe(got)}.`);
}

/** An argument that is to be an object of named options. */
export function asOptions<T extends object>(options: T, name = 'options'): T {
  if (typeof options === 'object' && options !== null) return options;
  throw unexpected(name, 'an object', options);
}

/** The same bytes, of which slice() is a copy: that of Node's Buffer is not. */
export function plainBytes({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
