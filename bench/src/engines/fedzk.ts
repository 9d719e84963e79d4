import { createVerifier, encodeProof } from '@fedzk/verify';
import type { Engine } from '../engine.js';

const CHECKS = 'canonical, signal count and range, on curve, in subgroup: all by the library';

/** Makes the engine that reads snarkjs JSON. Ratios are relative to it. */
export function fedzk(): Engine {
  return {
    name: 'fedzk',
    package: '@fedzk/verify',
    strict: true,
    checks: `${CHECKS}; snarkjs JSON`,
    prepare(key) {
      const verifier = createVerifier(key);
      return ({ proof, publicSignals }) =>
        () =>
          verifier.verify(proof, publicSignals);
    },
    prepareBatch(key) {
      const verifier = createVerifier(key);
      return (instances) => () => verifier.verifyBatch(instances).ok;
    },
  };
}

/**
 * Makes the engine that reads bytes, which are encoded outside the clock. A and C are compressed,
 * and on BLS12-381 B is too, so the clock includes their square roots.
 */
export function fedzkBytes(): Engine {
  return {
    name: 'fedzk, bytes',
    package: '@fedzk/verify',
    strict: true,
    checks: `${CHECKS}; proof of 192 bytes, 32 a signal`,
    prepare(key) {
      const verifier = createVerifier(key);
      return ({ proof, publicSignals }) => {
        const proofBytes = encodeProof(proof, 'fedzk', { curve: verifier.curve });
        const signalBytes = bytesOf(publicSignals);
        return () => verifier.verify(proofBytes, signalBytes);
      };
    },
  };
}

/** Encodes signals in 32 bytes each, big-endian. */
function bytesOf(signals: readonly string[]): Uint8Array {
  const hex = signals.map((signal) => BigInt(signal).toString(16).padStart(64, '0')).join('');
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
