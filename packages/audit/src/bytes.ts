import { byteLength, copyBytes } from '@fedzk/core';

/** Tells whether two arrays hold the same bytes. It is not constant-time: only for public bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Copies a Uint8Array, of this realm or another; undefined for anything else, and for one whose memory was detached. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (byteLength(value) === undefined) return undefined;
  try {
    return copyBytes(value as Uint8Array);
  } catch {
    return undefined;
  }
}
