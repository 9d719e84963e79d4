// snarkjs's verdict. It runs in this thread, with curves put where it looks for them: its workers would keep the
// process alive.

import type { VerificationKeyJson } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';

declare global {
  /** ffjavascript's engine for BLS12-381, as `curve_bn128` of packages/circuits/types. */
  var curve_bls12381: snarkjs.Curve | null;
}

export type Verdict = 'accepts' | 'refuses' | 'throws';

const engine = (name: string): Promise<snarkjs.Curve> => snarkjs.curves.getCurveFromName(name, { singleThread: true });
const bn128 = engine('bn128');
const bls12381 = engine('bls12381');

export async function verdictOfSnarkjs(key: VerificationKeyJson, proof: unknown, signals: unknown): Promise<Verdict> {
  globalThis.curve_bn128 = await bn128;
  globalThis.curve_bls12381 = await bls12381;
  try {
    return (await snarkjs.groth16.verify(key, signals, proof)) ? 'accepts' : 'refuses';
  } catch {
    return 'throws';
  }
}
