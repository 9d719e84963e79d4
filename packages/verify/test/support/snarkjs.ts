// snarkjs's verdict. It runs in this thread, with a curve put where it looks for one: its workers would keep the
// process alive.

import type { VerificationKeyJson } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';

export type Verdict = 'accepts' | 'refuses' | 'throws';

const curve = snarkjs.curves.getCurveFromName('bn128', { singleThread: true });

export async function verdictOfSnarkjs(key: VerificationKeyJson, proof: unknown, signals: unknown): Promise<Verdict> {
  globalThis.curve_bn128 = await curve;
  try {
    return (await snarkjs.groth16.verify(key, signals, proof)) ? 'accepts' : 'refuses';
  } catch {
    return 'throws';
  }
}
