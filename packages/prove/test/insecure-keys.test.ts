/** Keys to which nobody has contributed, and the list of contributions that a key has. */
import { FedzkError } from '@fedzk/core';
import { countContributions, createProver } from '@fedzk/prove';
import { outcomeOf } from '@fedzk/testkit/errors';
import { createVerifier } from '@fedzk/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { instance, type Keyed, keyed, PRODUCT } from './support/keyed.js';
import { changed, join, put, split } from './support/sections.js';
import type { Prime } from './support/snarkjs.js';

describe.each<Prime>(['bn128', 'bls12381'])('on %s', (prime) => {
  let circuit: Keyed & { readonly initial: Uint8Array };
  beforeAll(async () => {
    circuit = await keyed(PRODUCT, prime);
  }, 60_000);

  it("snarkjs's set-up without a contribution is refused, unless a test asks for it", async () => {
    const { initial: zkey, wasm: circuitWasm } = circuit;
    const said = await outcomeOf(createProver({ zkey, circuitWasm }));
    expect(said).toContain('invalid-proving-key: "zkey" expected a key that is secure: "vk_delta_2" is plus or minus');
    expect(said).toContain('anyone can forge proofs for this key');
    expect(await outcomeOf(createProver({ zkey, allowInsecure: false }))).toBe(said);
    await using prover = await createProver({ zkey, circuitWasm, allowInsecure: true });
    const { proof, publicSignals } = await prover.prove({ a: 3, b: 5 });
    const options = { format: 'fedzk', curve: prover.curve } as const;
    using verifier = createVerifier(prover.verificationKey, { ...options, allowInsecure: true });
    expect(verifier.explain(proof, publicSignals)).toBe('ok');
    expect(() => createVerifier(prover.verificationKey, options)).toThrow(FedzkError);
  });

  it('contributions are counted', async () => {
    expect(await countContributions(circuit.initial)).toBe(0);
    expect(await countContributions(circuit.zkey)).toBe(1);
    expect(await countContributions(new Blob([circuit.zkey as Uint8Array<ArrayBuffer>]))).toBe(1);
  });

  it('a list that is damaged is refused', async () => {
    const count = (zkey: Uint8Array): Promise<string> => outcomeOf(countContributions(zkey));
    const list = (change: (content: Uint8Array) => Uint8Array): Promise<string> =>
      count(changed(circuit.zkey, 10, change));
    const damaged = /^invalid-proving-key: .* section 10 has another length than its contributions\.$/;
    for (const number of [0n, 2n, 0xffff_ffffn]) {
      expect(await list((content) => put(content, 64, number, 4))).toMatch(damaged);
    }
    for (const length of [0, 64, 67, 68, 100])
      expect(await list((content) => content.slice(0, length))).toMatch(damaged);
    expect(await list((content) => new Uint8Array([...content, 0]))).toMatch(damaged);
    const { head, sections } = split(circuit.zkey);
    expect(
      await count(
        join(
          head,
          sections.filter(({ type }) => type !== 10),
        ),
      ),
    ).toContain('it has no section 10');
    expect(await count(new Uint8Array(9))).toContain('got a file of 9 bytes');
    // The proofs of such a key are no worse.
    const zkey = changed(circuit.zkey, 10, (content) => content.slice(0, 9));
    expect(await outcomeOf(createProver({ zkey }).then((prover) => prover.close()))).toBe('done');
  });
});

it.each([1, 'true', null])('allowInsecure %j is refused', async (allowInsecure) => {
  const { zkey } = await keyed(PRODUCT);
  const said = await outcomeOf(createProver({ zkey, allowInsecure } as never));
  expect(said).toContain('invalid-argument: "allowInsecure" expected a boolean, got ');
});

it('development keys list none, and have a delta of their own', async () => {
  const { zkey } = instance('gradient-update-31x8');
  expect(await countContributions(zkey)).toBe(0);
  await using prover = await createProver({ zkey });
  expect(prover.nPublic).toBeGreaterThan(0);
}, 240_000);
