import { byteLength, concat } from '@fedzk/core';
import { parseEntryProof } from '../../wasm/fedzk_audit.js';
import { bytesOf } from '../bytes.js';
import { Fields } from '../note/bytes.js';
import { type CheckpointProblem, checkCheckpoint, MOST_NOTE_BYTES } from '../note/checkpoint.js';
import { policyOf, type Trust } from '../note/policy.js';
import { checkConsistency, checkInclusion, HASH_BYTES, leafHash, MOST_ENTRY_BYTES } from '../tree/tree.js';

/** Room for a note, and for a proof's `extra`, which is ignored. */
const MOST_PROOF_CHARACTERS = 2 * MOST_NOTE_BYTES;
/** Of a proof in the largest tree. */
const MOST_HASHES = 64;

/** What is wrong with a proof: one class each. */
export type EntryStatus = 'ok' | 'malformed-entry' | 'malformed-proof' | CheckpointProblem | 'inclusion';

/**
 * Verifies that an entry is in a log. Entry and proof may come from anybody: no value of these two throws.
 *
 * @param entry its bytes, as they were hashed
 * @param proof a text of C2SP tlog-proof, as `log.prove` gives it
 * @returns whether the proof leads from the entry to a checkpoint with the signatures that `trust` requires
 * @throws {FedzkError} `invalid-argument`, for an invalid key or policy
 */
export function verifyEntry(entry: Uint8Array, proof: string, trust: Trust): boolean {
  return explainEntry(entry, proof, trust) === 'ok';
}

/** Does the same as `verifyEntry`, and returns the reason of a refusal; `ok` if there is none. */
export function explainEntry(entry: Uint8Array, proof: string, trust: Trust): EntryStatus {
  const policy = policyOf(trust);
  const bytes = (byteLength(entry) ?? 0) <= MOST_ENTRY_BYTES ? bytesOf(entry) : undefined;
  if (bytes === undefined) return 'malformed-entry';
  const short = typeof proof === 'string' && proof.length <= MOST_PROOF_CHARACTERS;
  const parsed = short ? parseEntryProof(proof) : undefined;
  if (parsed === undefined) return 'malformed-proof';
  const fields = new Fields(parsed);
  const [index, path, note] = [fields.u64(), fields.bytes(), fields.text()];
  const checkpoint = checkCheckpoint(note, policy);
  if (typeof checkpoint === 'string') return checkpoint;
  const { size, root } = checkpoint;
  return checkInclusion(index, size, leafHash(bytes), path, root) === 'ok' ? 'ok' : 'inclusion';
}

/** What is wrong with a consistency proof. */
export type ConsistencyStatus = 'ok' | CheckpointProblem | 'malformed-proof' | 'consistency';

/**
 * Verifies that one checkpoint's log is the start of another's.
 *
 * @param old a signed checkpoint
 * @param now a signed checkpoint
 * @param hashes the proof (RFC 9162 §2.1.4), 32 bytes each
 */
export function verifyConsistency(old: string, now: string, hashes: readonly Uint8Array[], trust: Trust): boolean {
  return explainConsistency(old, now, hashes, trust) === 'ok';
}

/** Does the same as `verifyConsistency`, and returns the reason of a refusal; `ok` if there is none. */
export function explainConsistency(
  old: string,
  now: string,
  hashes: readonly Uint8Array[],
  trust: Trust,
): ConsistencyStatus {
  const policy = policyOf(trust);
  const [before, after] = [checkCheckpoint(old, policy), checkCheckpoint(now, policy)];
  if (typeof before === 'string') return before;
  if (typeof after === 'string') return after;
  const path = pathOf(hashes);
  if (path === undefined) return 'malformed-proof';
  return checkConsistency(before, after, path) === 'ok' ? 'ok' : 'consistency';
}

/** Joins untrusted hashes: each is read once, and a proxy among them may throw. */
function pathOf(hashes: readonly Uint8Array[]): Uint8Array | undefined {
  try {
    const count = Array.isArray(hashes) ? hashes.length : undefined;
    if (count === undefined || count > MOST_HASHES) return undefined;
    const copies = Array.from({ length: count }, (_, i) => bytesOf(hashes[i]) ?? new Uint8Array(0));
    return copies.every(({ length }) => length === HASH_BYTES) ? concat(...copies) : undefined;
  } catch {
    return undefined;
  }
}
