/** Sources whose bytes stay those that were read first, whatever another program writes into a file meanwhile. */
import { FedzkError, type KeySource } from '@fedzk/core';

/** Bytes that are hashed and read at once. */
export const BLOCK: number = 1 << 18;
/** Blocks that are kept after their last use: a reader goes on in a few places at once. */
const KEPT = 16;

/**
 * Makes a source that remembers the SHA-256 of each block at its first read, and compares each later read with it. Once all of
 * it was hashed through this source, what is read is a part of what was hashed.
 *
 * @param changed makes the error for a block that has changed, with which read() rejects
 * @throws {FedzkError} `unsupported`: a page without `crypto.subtle`
 */
export function steady(source: KeySource, changed: () => FedzkError): KeySource {
  const { subtle } = globalThis.crypto;
  if (subtle === undefined) {
    const message = 'To check a file by its hashes, a page must come from https://, or from this computer.';
    throw new FedzkError('unsupported', message);
  }
  const { size } = source;
  const hashes: string[] = [];
  const kept = new Map<number, Uint8Array>();
  const blockOf = async (block: number, signal?: AbortSignal): Promise<Uint8Array> => {
    const at = block * BLOCK;
    // A copy, since the caller's bytes may change between hash and use.
    const bytes = kept.get(block) ?? new Uint8Array(await source.read(at, Math.min(BLOCK, size - at), signal));
    if (!kept.has(block)) {
      const hash = String.fromCharCode(...new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource)));
      hashes[block] ??= hash;
      if (hashes[block] !== hash) throw changed();
    }
    // The one that was used last stands last.
    kept.delete(block);
    kept.set(block, bytes);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return bytes;
  };
  return {
    size,
    async read(offset, length, signal) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const block = Math.floor((offset + at) / BLOCK);
        const from = offset + at - block * BLOCK;
        const part = (await blockOf(block, signal)).subarray(from, from + length - at);
        bytes.set(part, at);
        at += part.length;
      }
      return bytes;
    },
  };
}
