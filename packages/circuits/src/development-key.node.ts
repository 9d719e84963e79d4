import { optionsOf, signalOf } from '@fedzk/core';
import type { VerificationKeyJson } from '@fedzk/verify';
import type { ManifestJson } from '@fedzk/verify/ceremony';
import { type CircuitName, circuitOf } from './circuits.js';
import { developmentManifest } from './development-manifest.node.js';
import { readR1cs } from './r1cs.node.js';
import { makeKey } from './setup.node.js';

/** A key for tests and demonstrations. **Anyone can forge proofs for it.** */
export interface DevelopmentKey {
  /** The proving key, as snarkjs and `createProver` of `@fedzk/prove` read it. Section 10 marks it as a development key. */
  readonly zkey: Uint8Array<ArrayBuffer>;
  /** The verification key, as snarkjs and `createVerifier` of `@fedzk/verify` read it. */
  readonly vkey: VerificationKeyJson;
  /**
   * Its manifest, for `openManifest` of `@fedzk/verify/ceremony`. It passes only where `standard` is asked for with
   * `development: true`.
   */
  readonly manifest: ManifestJson;
  /** Distinguishes it from a key of a ceremony. */
  readonly development: true;
}

let warned = false;

/**
 * Makes a circuit's development key, the same bytes each time. Its trapdoor follows from a seed in this package's source, so
 * **anyone can forge proofs for it**. Node prints a warning once a process. For production make a key of `readR1cs(name)`
 * by a ceremony.
 *
 * It blocks the thread for 0.3 s for 64 values and 2 s for 800. The signal is checked before that.
 *
 * @throws {FedzkError} as {@link readR1cs}
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * const { zkey, vkey, manifest } = await developmentKey('gradient-update-64x8');
 * const { gradientUpdate } = CIRCUITS['gradient-update-64x8'];
 * const prover = await createProver({ zkey, gradientUpdate });
 * const trustedKeys = { contributors: [], verifiers: [] };
 * const shown = { manifest: openManifest(manifest), level: 'standard', trustedKeys, development: true };
 * const verifier = createVerifier(vkey, shown);
 * ```
 */
export async function developmentKey(
  name: CircuitName,
  options: { readonly signal?: AbortSignal } = {},
): Promise<DevelopmentKey> {
  const signal = signalOf(optionsOf(options, ['signal']).signal);
  signal?.throwIfAborted();
  const r1cs = await readR1cs(name);
  signal?.throwIfAborted();
  const { zkey, vkey: text } = makeKey(r1cs);
  if (!warned) {
    warned = true;
    process.emitWarning('This is a development key: anyone can forge proofs for it. Use it for tests and demos only.', {
      type: 'FedzkWarning',
      code: 'FEDZK_DEVELOPMENT_KEY',
    });
  }
  const vkey = JSON.parse(text) as VerificationKeyJson;
  const manifest = developmentManifest({ name, ...circuitOf(name) }, { zkey, vkey });
  return { zkey, vkey, manifest, development: true };
}
