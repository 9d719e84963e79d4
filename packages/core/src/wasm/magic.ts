import { describe } from '../describe.js';

/** "\0asm", the first bytes of a module (WebAssembly Core §5.5.16). */
const MAGIC: readonly number[] = [0x00, 0x61, 0x73, 0x6d];
const SHOWN = 16;

/** Tells whether bytes begin as a WebAssembly module does. */
export function beginsAsModule(bytes: BufferSource): boolean {
  const first = firstBytes(bytes, MAGIC.length);
  return MAGIC.every((byte, i) => first[i] === byte);
}

/** Describes the beginning of bytes that are no module, for a message. Often they are a page of text. */
export function shownBeginning(bytes: BufferSource): string {
  if (bytes.byteLength === 0) return 'no bytes';
  const text = new TextDecoder('latin1').decode(firstBytes(bytes, SHOWN));
  return `${bytes.byteLength} bytes that begin with ${describe(text)}`;
}

function firstBytes(bytes: BufferSource, count: number): Uint8Array {
  const length = Math.min(count, bytes.byteLength);
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, length)
    : new Uint8Array(bytes, 0, length);
}
