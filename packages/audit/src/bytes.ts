import { byteLength, copyBytes } from '@fedzk/core';

/** Whether two arrays hold the same; not in constant time, for what is public. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A copy of a Uint8Array, of this realm or another; undefined for all else, and for one whose memory is gone. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (byteLength(value) === undefined) return undefined;
  try {
    return copyBytes(value as Uint8Array);
  } catch {
    return undefined;
  }
}
