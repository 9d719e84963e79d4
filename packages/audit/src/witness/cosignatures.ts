// A checkpoint and the cosignatures that it has so far.

import { FedzkError } from '@fedzk/core';
import { signatureLine } from '../../wasm/fedzk_audit.js';
import { type Checkpoint, type NoteSignature, readCheckpoint, readNote } from '../note/checkpoint.js';
import { sameKey, verifySignature } from '../note/keys.js';
import type { Policy } from '../note/policy.js';

/** A note has room for 64 signatures, and one is the log's. */
export const MOST_WITNESSES = 63;

/** A checkpoint that is being cosigned. */
export class CosignedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The signed text. */
  readonly text: string;
  readonly #policy: Policy;
  readonly #own: string;
  readonly #lines = new Map<string, string>();

  /**
   * @param note signed by the log, which has been checked, and perhaps cosigned. Valid cosignatures of the
   *   policy's witnesses are kept
   * @throws {FedzkError} `not-authentic`: the log's key did not sign it
   */
  constructor(note: string, policy: Policy) {
    const { text = '', signatures = [] } = readNote(note) ?? {};
    const checkpoint = readCheckpoint(text);
    const own = signatures.find((signature) => sameKey(signature, policy.log));
    if (checkpoint === undefined || own === undefined) throw notAuthentic();
    for (const [witness, key] of policy.witnesses) {
      const right = signatures.find((each) => sameKey(each, key) && verifySignature(key, text, each.signature));
      if (right !== undefined) this.#lines.set(witness, requireLine(right));
    }
    this.checkpoint = checkpoint;
    this.text = text;
    this.#policy = policy;
    this.#own = requireLine(own);
  }

  get size(): number {
    return this.checkpoint.size;
  }

  /** The note with only the log's signature, as witnesses are shown it. */
  get plain(): string {
    return `${this.text}\n${this.#own}`;
  }

  /** The note with all signatures, those of witnesses in the policy's order. */
  get note(): string {
    return this.plain + this.witnesses.map((witness) => this.#lines.get(witness)).join('');
  }

  /** The names of the witnesses that have cosigned it, in the policy's order. */
  get witnesses(): readonly string[] {
    return [...this.#policy.witnesses.keys()].filter((witness) => this.#lines.has(witness));
  }

  /** Whether the cosignatures are enough for the policy. */
  get quorum(): boolean {
    return this.#policy.quorum(new Set(this.#lines.keys()));
  }

  has(witness: string): boolean {
    return this.#lines.has(witness);
  }

  /** Adds a line that has been checked. */
  add(witness: string, line: string): void {
    this.#lines.set(witness, line);
  }
}

/** Writes the line of a signature that was in a note. */
export function requireLine({ name, keyId, signature }: NoteSignature): string {
  const line = signatureLine(name, keyId, signature);
  if (line !== undefined) return line;
  throw new FedzkError('wasm', 'The WebAssembly module wrote no line of a signature.');
}

export function notAuthentic(): FedzkError {
  return new FedzkError('not-authentic', "The checkpoint was not signed with the key of the policy's log.");
}
