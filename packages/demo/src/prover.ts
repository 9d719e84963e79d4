/**
 * `@fedzk/prove` as the clients' prover: its proofs are made by threads, which end when it is closed.
 */
import type { Prover } from '@fedzk/agg';
import type { GradientUpdateShape } from '@fedzk/prove';
import { createProver } from '@fedzk/prove/threads';
import type { Curve } from '@fedzk/verify';

/** What proofs are made with. */
export interface ProvingKey {
  /** As snarkjs writes it. */
  readonly zkey: Uint8Array;
  /** The circuit that it is for. */
  readonly shape: GradientUpdateShape;
}

/** A prover that has threads and a file until it is closed. */
export interface DemoProver extends Prover {
  readonly curve: Curve;
  /** The key inside the proving key, as `createVerifier` takes it with `{ format: 'fedzk', curve }`. */
  readonly verificationKey: Uint8Array;
  /** Ends what it works at. */
  close(): Promise<void>;
}

/** Opens a proving key. */
export async function openProver({ zkey, shape }: ProvingKey): Promise<DemoProver> {
  const prover = await createProver({ zkey, gradientUpdate: shape });
  const { vkeyId, verificationKey, curve } = prover;
  return {
    vkeyId,
    verificationKey,
    curve,
    prove: (inputs, options) => prover.prove({ ...inputs }, options),
    close: () => prover.close(),
  };
}
