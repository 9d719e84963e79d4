import type { VerificationKeyJson } from '@fedzk/verify';
import { CURVES, type Curve } from './curves.js';
import type { Instance } from './engine.js';

/** A key and valid proofs under it. */
export interface Subject {
  readonly name: string;
  readonly key: VerificationKeyJson;
  readonly instances: readonly Instance[];
}

/**
 * Returns the instance with its first signal raised by one, modulo r. Every engine must refuse it.
 */
export function withChangedSignal({ proof, publicSignals }: Instance, curve: Curve): Instance {
  const [first = '0', ...rest] = publicSignals;
  return { proof, publicSignals: [((BigInt(first) + 1n) % CURVES[curve].r).toString(), ...rest] };
}
