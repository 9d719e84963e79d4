/**
 * A prover over snarkjs, which is GPL-3.0 and used in development only.
 */
import type { Prover } from '@fedzk/agg';
import { createVerifier, type ProofJson, type VerificationKeyJson } from '@fedzk/verify';
import { type Curve, curves, groth16, zKey } from 'snarkjs';

/** A compiled circuit and its proving key. */
export interface ProvingFiles {
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
}

/** A prover that has worker threads until it is closed. */
export interface SnarkjsProver extends Prover {
  /** The key inside the proving key. */
  readonly verificationKey: VerificationKeyJson;
  close(): Promise<void>;
}

/** Opens a proving key. */
export async function snarkjsProver({ wasm, zkey }: ProvingFiles): Promise<SnarkjsProver> {
  const curve: Curve = await curves.getCurveFromName('bn128');
  const inMemory = (data: Uint8Array) => ({ type: 'mem', data }) as const;
  const verificationKey = (await zKey.exportVerificationKey(inMemory(zkey))) as VerificationKeyJson;
  const verifier = createVerifier(verificationKey);
  const vkeyId = verifier.id;
  verifier.dispose();
  return {
    vkeyId,
    verificationKey,
    async prove({ x, ...scalars }) {
      const inputs = { ...scalars, x: [...x] };
      const { proof } = await groth16.fullProve(inputs, inMemory(wasm), inMemory(zkey));
      return { proof: proof as ProofJson };
    },
    close: () => curve.terminate(),
  };
}
