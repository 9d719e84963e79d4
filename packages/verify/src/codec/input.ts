// Converts a caller's input to the module's bytes. Never throws for a proof or signals.

import { byteLength, copyBytes } from '@fedzk/core';
import type { ProofInput, PublicSignalsInput } from '../input.js';
import type { VerifyStatus } from '../status.js';
import { type CurveLayout, proofLength } from './curves.js';
import { ownValue, Refusal } from './data.js';
import { SCALAR_BYTES } from './field.js';
import { writeProof, writeSignals } from './snarkjs.js';

/** Returns the bytes of a proof, or the status of a malformed one. */
export function proofBytes(input: unknown, curve: CurveLayout): Uint8Array | VerifyStatus {
  return attempt('malformed-proof', 'coordinate-range', () => {
    const length = byteLength(input);
    if (length === undefined) return writeProof(input, curve);
    // The module checks the length; this only bounds the copy.
    return length > proofLength(curve) ? 'malformed-proof' : copyBytes(input as Uint8Array);
  });
}

/** Returns the bytes of `nPublic` signals, or the status of malformed ones. */
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

/** Returns the bytes of a proof and its signals, or a status. */
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

/** Reads an item of a batch. If it can't be read, both parts are undefined. */
export function batchItem(item: unknown): { proof: ProofInput; publicSignals: PublicSignalsInput } {
  const proof = property(item, 'proof') as ProofInput;
  return { proof, publicSignals: property(item, 'publicSignals') as PublicSignalsInput };
}

/** Reads the field `verifier` of an item of a batch. */
export function batchVerifier(item: unknown): unknown {
  return property(item, 'verifier');
}

function property(item: unknown, name: string): unknown {
  return attempt(undefined, undefined, () => ownValue(Object(item), name));
}

/**
 * Reads an input, and returns a status if it throws, as a proxy's trap or a detached buffer may.
 */
export function attempt<T, Status>(malformed: Status, range: Status, read: () => T): T | Status {
  try {
    return read();
  } catch (reason) {
    return Refusal.is(reason) && reason.kind === 'range' ? range : malformed;
  }
}
