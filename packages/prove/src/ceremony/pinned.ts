/** Files whose bytes stay those that were hashed, whatever another program writes into them meanwhile. */
import { type CallOptions, FedzkError, type KeySource, toHex } from '@fedzk/core';
import { isEqual } from './format/curves.js';
import { Done, partsOf } from './work.js';

/** Bytes that are hashed and read at once. */
const BLOCK = 1 << 18;
/** Blocks that are kept after their last use: a reader goes on in a few places at once. */
const KEPT = 16;

interface Hash {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** A source that was hashed as a whole. */
export interface Pinned extends KeySource {
  /** Of all its bytes, hexadecimal. */
  readonly hash: string;
}

/**
 * Hashes a source, and the SHA-256 of each of its blocks, which every later read is compared with. What is read is thus a part
 * of what was hashed.
 *
 * @param hash of the whole
 * @param name the source's, for messages
 * @returns a source whose reads reject with `not-authentic` where a byte has changed
 * @throws the signal's reason
 */
export async function pinned(source: KeySource, hash: Hash, name: string, options: CallOptions): Promise<Pinned> {
  const { size } = source;
  const { signal } = options;
  const blocks: Uint8Array[] = [];
  const done = new Done(size, options);
  for (const { first, count } of partsOf(size, BLOCK)) {
    signal?.throwIfAborted();
    // A copy: caller's bytes may change between the two hashes.
    const bytes = Uint8Array.from(await source.read(first, count, signal));
    hash.update(bytes);
    blocks.push(await sha256Of(bytes));
    done.add(count);
  }
  const kept = new Map<number, Promise<Uint8Array>>();
  const checked = async (block: number): Promise<Uint8Array> => {
    const at = block * BLOCK;
    const bytes = Uint8Array.from(await source.read(at, Math.min(BLOCK, size - at)));
    if (isEqual(await sha256Of(bytes), blocks[block] as Uint8Array)) return bytes;
    throw new FedzkError(
      'not-authentic',
      `Nothing was signed: "${name}" was changed while it was checked. Keep it unchanged.`,
    );
  };
  const blockOf = (block: number): Promise<Uint8Array> => {
    const found = kept.get(block) ?? checked(block);
    // The one that was used last stands last.
    kept.delete(block);
    kept.set(block, found);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return found;
  };
  return {
    size,
    hash: toHex(hash.digest()),
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const block = Math.floor((offset + at) / BLOCK);
        const part = (await blockOf(block)).subarray(offset + at - block * BLOCK).subarray(0, length - at);
        bytes.set(part, at);
        at += part.length;
      }
      return bytes;
    },
  };
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
