/** Files whose bytes stay those that were hashed, whatever another program writes into them meanwhile. */
import { type CallOptions, FedzkError, type KeySource, toHex } from '@fedzk/core';
import { BLOCK, steady } from '../key/steady.js';
import { Done, partsOf } from './work.js';

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
 * Hashes a source. What is read later is a part of what was hashed.
 *
 * @param hash of the whole
 * @param name the source's, for messages
 * @returns a source whose reads reject with `not-authentic` where a byte has changed
 * @throws the signal's reason
 */
export async function pinned(source: KeySource, hash: Hash, name: string, options: CallOptions): Promise<Pinned> {
  const { size } = source;
  const { signal } = options;
  const own = steady(source, () => {
    const what = `"${name}" was changed while it was checked. Keep it unchanged.`;
    return new FedzkError('not-authentic', `Nothing was signed: ${what}`);
  });
  const done = new Done(size, options);
  for (const { first, count } of partsOf(size, BLOCK)) {
    signal?.throwIfAborted();
    hash.update(await own.read(first, count, signal));
    done.add(count);
  }
  return { ...own, hash: toHex(hash.digest()) };
}
