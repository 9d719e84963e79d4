/** Hashes of whole files. */
import type { CallOptions, KeySource } from '@fedzk/core';
import type { CeremonyEngine } from './engine/types.js';
import { Done, partsOf } from './work.js';

/** Bytes that are hashed at once. */
const HASHED = 1 << 20;

export async function sha256Of(engine: CeremonyEngine, source: KeySource, options: CallOptions): Promise<Uint8Array> {
  return hashOf(engine.sha256(), source, options);
}

export async function blake2bOf(engine: CeremonyEngine, source: KeySource, options: CallOptions): Promise<Uint8Array> {
  return hashOf(engine.blake2b(), source, options);
}

async function hashOf(
  hash: { update(bytes: Uint8Array): void; digest(): Uint8Array },
  source: KeySource,
  options: CallOptions,
): Promise<Uint8Array> {
  const done = new Done(source.size, options);
  for (const { first, count } of partsOf(source.size, HASHED)) {
    options.signal?.throwIfAborted();
    hash.update(await source.read(first, count));
    done.add(count);
  }
  return hash.digest();
}
