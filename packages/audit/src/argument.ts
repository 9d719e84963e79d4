import { byteLength, FedzkError, unexpected } from '@fedzk/core';

export { unexpected } from '@fedzk/core';

/** A number of entries, or the index of one. */
export function requireWhole(value: unknown, name: string, least = 0, most: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}

/**
 * The index of an entry, in a log of so many.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function requireIndex(value: unknown, size: number, name = 'index'): number {
  if (size > 0) return requireWhole(value, name, 0, size - 1);
  throw new FedzkError('invalid-argument', `"${name}" expected the index of an entry; the log has no entries yet.`);
}

export function requireFlag(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected(name, 'true or false', value);
}

/** A Uint8Array, of this realm or another. */
export function requireBytes(value: unknown, name: string): Uint8Array {
  if (byteLength(value) === undefined) throw unexpected(name, 'a Uint8Array', value);
  return value as Uint8Array;
}
