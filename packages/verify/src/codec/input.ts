// From what a caller passes to what the module reads. Never throws on a proof or on signals, whatever they are made of.

import { byteLength, copyBytes } from '@fedzk/core';
import type { ProofInput, PublicSignalsInput } from '../input.js';
import type { VerifyStatus } from '../status.js';
import { type CurveLayout, proofLength } from './curves.js';
import { ownValue, Refusal } from './data.js';
import { SCALAR_BYTES } from './field.js';
import { writeProof, writeSignals } from './snarkjs.js';

/** The bytes of a proof of a curve, or why it has none. */
export function proofBytes(input: unknown, curve: CurveLayout): Uint8Array | VerifyStatus {
  return attempt('malformed-proof', 'coordinate-range', () => {
    const length = byteLength(input);
    if (length === undefined) return writeProof(input, curve);
    // The module judges the length; here it only bounds the copy.
    return length > proofLength(curve) ? 'malformed-proof' : copyBytes(input as Uint8Array);
  });
}

/** The bytes of `nPublic` signals, or why there are none. */
function signalBytes(input: unknown, nPublic: number): Uint8Array | VerifyStatus {
  return attempt('malformed-signals', 'signal-range', () => {
    const length = byteLength(input);
    if (length !== undefined) {
      if (length % SCALAR_BYTES !== 0) return 'malformed-signals';
      return length === nPublic * SCALAR_BYTES ? copyBytes(input as Uint8Array) : 'signal-count';
    }
    if (!Array.isArray(input)) return 'malformed-signals';
    if (ownValue(input, 'length') !== nPublic) return 'signal-count';
    return writeSignals(Array.from({ length: nPublic }, (_, i) => ownValue(input, i)));
  });
}

/** The bytes of a proof and its signals, or why they have none. */
export function statementBytes(
  proof: unknown,
  publicSignals: unknown,
  curve: CurveLayout,
  nPublic: number,
): readonly [proof: Uint8Array, signals: Uint8Array] | VerifyStatus {
  const proofOrStatus = proofBytes(proof, curve);
  if (typeof proofOrStatus === 'string') return proofOrStatus;
  const signalsOrStatus = signalBytes(publicSignals, nPublic);
  return typeof signalsOrStatus === 'string' ? signalsOrStatus : [proofOrStatus, signalsOrStatus];
}

/** An item of a batch; of what can't be read, neither part is one. */
export function batchItem(item: unknown): { proof: ProofInput; publicSignals: PublicSignalsInput } {
  const proof = property(item, 'proof') as ProofInput;
  return { proof, publicSignals: property(item, 'publicSignals') as PublicSignalsInput };
}

/** What stands for the verifier in an item of a batch of several keys. */
export function batchVerifier(item: unknown): unknown {
  return property(item, 'verifier');
}

function property(item: unknown, name: string): unknown {
  return attempt(undefined, undefined, () => ownValue(Object(item), name));
}

/**
 * Whatever a hostile input throws while it is read (a proxy's trap, a detached buffer) means that it can't be read:
 * it is malformed.
 */
export function attempt<T, Status>(malformed: Status, range: Status, read: () => T): T | Status {
  try {
    return read();
  } catch (reason) {
    return Refusal.is(reason) && reason.kind === 'range' ? range : malformed;
  }
}
