import { byteLength } from '@fedzk/core';

export { asOptions, requireKnown, unexpected } from '@fedzk/core';

/**
 * The same bytes, where it is a Uint8Array, of this realm or another; `undefined` for anything else. Their slice() is a
 * copy, which that of Node's Buffer is not.
 */
export function plainBytes(value: unknown): Uint8Array | undefined {
  if (byteLength(value) === undefined) return undefined;
  const { buffer, byteOffset, length } = value as Uint8Array;
  return new Uint8Array(buffer, byteOffset, length);
}
