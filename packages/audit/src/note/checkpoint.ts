// Checkpoints: what a log signs (C2SP tlog-checkpoint).

import { FedzkError, quoted } from '@fedzk/core';
import { isNoteText, parseCheckpoint, parseNote, writeCheckpoint } from '../../wasm/fedzk_audit.js';
import { utf8 } from '../utf8.js';
import { Fields } from './bytes.js';
import { sameKey, type VerifierKey, verifySignature } from './keys.js';
import type { Policy } from './policy.js';

/** The most characters of a note; the module has the same limit in bytes. */
export const MOST_NOTE_BYTES = 1_000_000;

/** A log's state. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** What is wrong with a checkpoint. */
export type CheckpointProblem = 'malformed-checkpoint' | 'signature' | 'origin' | 'quorum';

const PROBLEMS: Readonly<Record<CheckpointProblem, string>> = {
  'malformed-checkpoint': 'is not a signed checkpoint',
  signature: 'was not signed with this key, or changed afterwards',
  origin: "is another log's",
  quorum: 'has too few cosignatures for the policy',
};

/**
 * Says what is wrong with a checkpoint, in words that follow `it` or `the checkpoint`.
 *
 * @param name the log's, by its key
 */
export function inWords(problem: CheckpointProblem, note: unknown, name?: string): string {
  const origin = typeof note === 'string' ? checkpointOf(note)?.origin : undefined;
  const isNamed = problem === 'signature' && origin !== undefined && name !== undefined && origin !== name;
  return isNamed ? `is of the log ${quoted(origin)}, and the key is of ${quoted(name)}` : PROBLEMS[problem];
}

/** A checkpoint that satisfies a policy. */
export interface VerifiedCheckpoint extends Checkpoint {
  /** The names of witnesses of the policy that cosigned it. */
  readonly witnesses: readonly string[];
}

/** The text of a checkpoint, without signatures. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  const text = writeCheckpoint(origin, size, root);
  if (text !== undefined) return text;
  throw new FedzkError('invalid-argument', '"origin" expected a line of text without control characters.');
}

/** Reads a checkpoint's text. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const parsed = parseCheckpoint(text);
  if (parsed === undefined) return undefined;
  const fields = new Fields(parsed);
  const [size, root] = [fields.u64(), fields.take(32)];
  return { origin: fields.text(), size, root };
}

/** A note's text and signatures, which are not verified. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads a note without verifying its signatures; undefined for any other text. */
export function readNote(note: string): Note | undefined {
  const parsed = note.length <= MOST_NOTE_BYTES ? parseNote(utf8(note)) : undefined;
  if (parsed === undefined) return undefined;
  const fields = new Fields(parsed);
  const text = fields.text();
  const signatures = [];
  while (!fields.done) {
    const name = fields.text();
    const bytes = fields.bytes();
    signatures.push({ name, keyId: bytes.subarray(0, 4), signature: bytes.slice(4) });
  }
  return { text, signatures };
}

/** Reads a note's checkpoint without verifying its signatures. */
export function checkpointOf(note: string): Checkpoint | undefined {
  const read = readNote(note);
  return read && readCheckpoint(read.text);
}

/**
 * Verifies a signed checkpoint. Signatures of keys that the policy doesn't name are ignored. A wrong signature of a key that
 * it names makes the checkpoint invalid.
 */
export function checkCheckpoint(note: string, policy: Policy): VerifiedCheckpoint | CheckpointProblem {
  const read = typeof note === 'string' ? readNote(note) : undefined;
  const checkpoint = read && readCheckpoint(read.text);
  if (read === undefined || checkpoint === undefined) return 'malformed-checkpoint';
  const signed = new Set<VerifierKey>();
  for (const { name, keyId, signature } of read.signatures) {
    const key = [policy.log, ...policy.witnesses.values()].find((known) => sameKey(known, { name, keyId }));
    if (key === undefined || signed.has(key)) continue;
    if (!verifySignature(key, read.text, signature)) return 'signature';
    signed.add(key);
  }
  if (!signed.has(policy.log)) return 'signature';
  if (checkpoint.origin !== policy.log.name) return 'origin';
  const witnesses = [...policy.witnesses].flatMap(([name, key]) => (signed.has(key) ? [name] : []));
  return policy.quorum(new Set(witnesses)) ? { ...checkpoint, witnesses } : 'quorum';
}

/** @throws {FedzkError} `invalid-argument`, for a name that no note can have */
export function requireOrigin(origin: string, argument = 'origin'): string {
  const possible = typeof origin === 'string' && origin !== '' && !/[\s+]/u.test(origin) && isNoteText(`${origin}\n`);
  if (possible) return origin;
  throw new FedzkError(
    'invalid-argument',
    `"${argument}" expected a name without spaces and pluses, such as "example.com/audit".`,
  );
}
