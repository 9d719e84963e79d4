/**
 * `@fedzk/prove` as the clients' prover: its proofs are made by threads, which end when it is closed.
 */
import type { Prover } from '@fedzk/agg';
import type { GradientUpdateShape } from '@fedzk/prove';
import { createProver } from '@fedzk/prove/threads';
import type { Curve } from '@fedzk/verify';
import type { ManifestJson } from '@fedzk/verify/ceremony';
import { optionsFor } from './manifest.js';

/** What proofs are made with. */
export interface ProvingKey {
  /** As snarkjs writes it. */
  readonly zkey: Uint8Array;
  /** The circuit that it is for. */
  readonly shape: GradientUpdateShape;
  /** Says how the key was made. */
  readonly manifest: ManifestJson;
}

/** A prover that has threads and a file until it is closed. */
export interface DemoProver extends Prover {
  readonly curve: Curve;
  /** The key inside the proving key, as `createVerifier` takes it with `{ format: 'fedzk', curve }`. */
  readonly verificationKey: Uint8Array;
  /** The manifest that both were checked with, which verifiers check too. */
  readonly manifest: ManifestJson;
  /** Ends what it works at. */
  close(): Promise<void>;
}

/** Opens a proving key, if it is the one of its manifest. */
export async function openProver({ zkey, shape, manifest }: ProvingKey): Promise<DemoProver> {
  const prover = await createProver({ zkey, gradientUpdate: shape, ...optionsFor(manifest) });
  const { vkeyId, verificationKey, curve } = prover;
  return {
    vkeyId,
    verificationKey,
    curve,
    manifest,
    prove: (inputs, options) => prover.prove({ ...inputs }, options),
    close: () => prover.close(),
  };
}
