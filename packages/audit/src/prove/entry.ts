// Proofs that an entry is in a log; `verify/entry.ts` checks them.

import { FedzkError } from '@fedzk/core';
import { parseEntryProof, writeEntryProof } from '../../wasm/fedzk_audit.js';
import { requireIndex, requireReader } from '../argument.js';
import { Fields } from '../note/bytes.js';
import { checkpointOf } from '../note/checkpoint.js';
import { cached, requireCheckpoint, type SignedCheckpoint } from '../reader.js';
import type { LogReader } from '../storage/storage.js';
import { Tiles } from '../tree/tiles.js';

/**
 * Proves that an entry is in a log: returns a text of C2SP tlog-proof, with the checkpoint.
 *
 * @throws {FedzkError} `invalid-argument`: the tree of the checkpoint has no such entry; `damaged`; what the reader throws
 */
export async function proveEntry(reader: LogReader, checkpoint: SignedCheckpoint, index: number): Promise<string> {
  requireReader(reader);
  const { size, root, note } = requireCheckpoint(checkpoint);
  requireIndex(index, size);
  const path = await new Tiles(cached(reader), size).prove(index, root);
  const proof = writeEntryProof(index, path, note);
  if (proof === undefined) throw new FedzkError('wasm', 'The WebAssembly module wrote no proof.');
  return proof;
}

/** Reads a proof's index and checkpoint without checking them, as `verifyEntry` does; undefined for a text that is no proof. */
export function readProof(
  proof: string,
): { readonly index: number; readonly checkpoint: SignedCheckpoint } | undefined {
  const parsed = typeof proof === 'string' ? parseEntryProof(proof) : undefined;
  if (parsed === undefined) return undefined;
  const fields = new Fields(parsed);
  const index = fields.u64();
  fields.bytes();
  const note = fields.text();
  const checkpoint = checkpointOf(note);
  return checkpoint && { index, checkpoint: { ...checkpoint, note } };
}
