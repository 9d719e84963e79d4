export { asOptions, unexpected } from '@fedzk/core';

/** The same bytes, of which slice() is a copy: that of Node's Buffer is not. */
export function plainBytes({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
