/**
 * One proof at each size: a model of each security level, the gradient of real data, and how long its proof takes.
 */

import { createProver, type Prover } from '@fedzk/prove/threads';
import { createVerifier, encodeProof, type ProofJson } from '@fedzk/verify';
import { dataFile, readData } from './data-file.js';
import { optionsFor } from './manifest.js';
import { circuitOf, inputsOf, type Model } from './models.js';
import { progressLine } from './progress.js';
import type { ProvingKey } from './prover.js';
import { table } from './table.js';

/** The result of one size. */
export interface Sized {
  readonly model: Model;
  readonly curve: string;
  /** Witness and proof. */
  readonly milliseconds: number;
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
  /** Its length in the format `fedzk`. */
  readonly proofBytes: number;
  /** Whether a verifier accepts the proof, and not with another tag. */
  readonly valid: boolean;
}

/** Proves and verifies an update of each model. `keyOf` gives the key of a circuit by its name in `circuits.json`. */
export async function proveSizes(
  models: readonly Model[],
  keyOf: (circuit: string) => Promise<ProvingKey>,
): Promise<Sized[]> {
  const all: Sized[] = [];
  for (const model of models) all.push(await proveSize(model, keyOf));
  return all;
}

/** Prints the result of each size. */
export function printSizes(all: readonly Sized[]): void {
  const rows = all.map(({ model, curve, milliseconds, proofBytes, valid }) => [
    ...[model.name, String(model.parameters), model.level, curve, String(circuitOf(model.level).constraints)],
    ...[milliseconds.toFixed(0), String(proofBytes), valid ? 'valid' : 'NOT VALID'],
  ]);
  const head = ['model', 'parameters', 'level', 'curve', 'constraints', 'witness and proof, ms', 'bytes', 'verified'];
  console.log(`\nOne proof at each size:\n${table(head, rows, [1, 4, 5, 6])}`);
}

async function proveSize(model: Model, keyOf: (circuit: string) => Promise<ProvingKey>): Promise<Sized> {
  const progress = progressLine(`${model.parameters} parameters, level ${model.level}`);
  const { name, constraints } = circuitOf(model.level);
  progress.show(`the key of ${constraints} constraints, a minute the first time for the largest`);
  const { zkey, shape, manifest } = await keyOf(name);
  await using prover = await createProver({ zkey, gradientUpdate: shape, ...optionsFor(manifest) });
  progress.show('gradient, commitment, tag');
  const { commitment, rho, tag, ...others } = await inputsOf(model, model.gradient(readData(dataFile(model.data))));

  const began = performance.now();
  const { proof, publicSignals } = await prover.prove(
    { commitment, rho, tag, ...others },
    { onProgress: (done) => progress.show(`proof ${Math.floor(100 * done)} %`) },
  );
  const milliseconds = performance.now() - began;
  const bytes = encodeProof(proof, 'fedzk');
  const signalsOf = (its: bigint): bigint[] => [commitment, rho, its, others.maxNormSq];
  const valid = accepts(prover, bytes, signalsOf(tag)) && !accepts(prover, bytes, signalsOf(tag === 0n ? 1n : 0n));
  progress.done(valid ? 'proved and verified' : 'NOT VALID');
  return { model, curve: prover.curve, milliseconds, proof, publicSignals, proofBytes: bytes.length, valid };
}

/** Tells whether a verifier with the key, the bytes and the signals alone accepts. */
function accepts({ verificationKey, curve }: Prover, proof: Uint8Array, signals: readonly bigint[]): boolean {
  using verifier = createVerifier(verificationKey, { format: 'fedzk', curve });
  return verifier.verify(proof, signals);
}
