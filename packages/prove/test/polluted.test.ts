/** Options, while Object.prototype has what a program was made to put there, as a merge of parsed JSON does. */

import { createCircomWitness, createGradientUpdateWitness, createProver } from '@fedzk/prove';
import { createProver as createOnThreads } from '@fedzk/prove/threads';
import { outcomeOf } from '@fedzk/testkit/errors';
import { clean, pollute } from '@fedzk/testkit/polluted';
import { createVerifier } from '@fedzk/verify';
import { beforeAll, expect, it } from 'vitest';
import { type Keyed, keyed, PRODUCT } from './support/keyed.js';

let circuit: Keyed & { readonly initial: Uint8Array };
beforeAll(async () => {
  circuit = await keyed(PRODUCT);
}, 60_000);

it('no key that anyone can forge proofs for is taken', async () => {
  for (const create of [createProver, createOnThreads]) {
    pollute({ allowInsecure: true });
    expect(await outcomeOf(create({ zkey: circuit.initial }))).toContain('invalid-proving-key: "zkey" expected a key');
    clean();
  }
});

it('a proof is verified before it is given, and its events and progress go to nobody else', async () => {
  const { zkey, wasm: circuitWasm } = circuit;
  let told = 0;
  const tell = () => {
    told++;
  };
  pollute({ check: 'never', audit: { append: tell }, onProgress: tell, onLog: tell, symbols: 7, gradientUpdate: {} });
  pollute({ signal: AbortSignal.abort() });
  const coming = createProver({ zkey, circuitWasm });
  const prover = await coming.finally(clean);
  pollute({ onProgress: tell, signal: AbortSignal.abort() });
  const made = prover.prove({ a: 3, b: 5 }, {});
  const { proof, publicSignals } = await made.finally(clean);
  using verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
  expect(verifier.explain(proof, publicSignals)).toBe('ok');
  expect(told).toBe(0);
  await prover.close();
});

it('a witness is cancelled by its own signal alone', async () => {
  const witness = await createCircomWitness(circuit.wasm);
  pollute({ signal: AbortSignal.abort() });
  const made = await witness.witness({ a: 3, b: 5 }, {}).finally(clean);
  expect(made.length).toBeGreaterThan(0);
});

it("the own circuit's shape and signal are those that were given", async () => {
  const shape = { curve: 'bn254', n: 31, bits: 8 } as const;
  pollute({ headroom: 10 });
  expect(await outcomeOf(createGradientUpdateWitness(shape as never).finally(clean))).toMatch(/^invalid-argument: /);
  using witness = await createGradientUpdateWitness({ ...shape, headroom: 10 });
  // A signal that has ended comes before what is missing.
  pollute({ signal: AbortSignal.abort() });
  const made = witness.witness({}, {}).finally(clean);
  expect(await outcomeOf(made)).toMatch(/^invalid-argument: The input "\w+" is missing/);
});

it('switching off cancels nothing that was not to be', async () => {
  await using prover = await createProver({ zkey: circuit.zkey, circuitWasm: circuit.wasm });
  const begun = prover.prove({ a: 3, b: 5 });
  pollute({ cancel: true });
  await prover.switchOff('maintenance');
  await prover.switchOff('maintenance', {});
  clean();
  expect((await begun).publicSignals).toEqual(['15']);
});
