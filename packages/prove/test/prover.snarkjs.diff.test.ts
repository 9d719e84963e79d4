/** Proofs against snarkjs's: each accepts the other's, with keys of either set-up and on both curves. */

import { type CircomInputs, createProver, type Prover } from '@fedzk/prove';
import { outcomeOf } from '@fedzk/testkit/errors';
import { createVerifier } from '@fedzk/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { squares } from './support/circuits.js';
import { instance, type Keyed, keyed, PRODUCT, powers } from './support/keyed.js';
import { snarkjsProof, snarkjsVerificationKey, snarkjsVerifies, snarkjsWitness } from './support/snarkjs.js';

const minute = 60_000;

/** Both make a proof of the same inputs, and both accept both, with no other signals. */
async function crossCheck({ prime, wasm, zkey }: Keyed, prover: Prover, inputs: CircomInputs): Promise<void> {
  const key = await snarkjsVerificationKey(zkey, prime);
  const wtns = await snarkjsWitness(wasm, inputs as never);
  const theirs = await snarkjsProof(zkey, wtns, prime);
  const [ours, again, ofWitness] = [
    await prover.prove(inputs),
    await prover.prove(inputs),
    await prover.proveWitness(wtns),
  ];
  expect(ours.proof).not.toEqual(again.proof);
  expect(ours.proof).toMatchObject({ protocol: 'groth16', curve: prime });
  using verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
  for (const { proof, publicSignals } of [ours, again, ofWitness, theirs]) {
    expect(publicSignals).toEqual(theirs.publicSignals);
    expect(verifier.explain(proof, publicSignals)).toBe('ok');
    for (const i of [0, publicSignals.length - 1]) {
      const other = publicSignals.with(i, String(BigInt(publicSignals[i] ?? '') === 5n ? 6n : 5n));
      expect(verifier.explain(proof, other)).toBe('equation');
    }
  }
  expect(await snarkjsVerifies(key, ours.publicSignals, ours.proof)).toBe(true);
}

/** The verification key inside is the one that snarkjs exports, and other facts of a key. */
async function checkKey({ prime, zkey }: Keyed, prover: Prover): Promise<void> {
  const exported = await snarkjsVerificationKey(zkey, prime);
  using theirs = createVerifier(exported);
  using ours = createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
  expect([prover.vkeyId, ours.id]).toEqual([theirs.id, theirs.id]);
  expect([prover.nPublic, prover.curve]).toEqual([theirs.nPublic, theirs.curve]);
  expect(prover.nPublic).toBe(exported.nPublic);
}

describe.each(['gradient-update-31x8', 'update-slice-10x8'])('%s, of a development key', (name) => {
  it('each accepts the other', { timeout: minute }, async () => {
    const made = instance(name);
    await using prover = await createProver({ zkey: made.zkey, circuitWasm: made.wasm });
    await checkKey(made, prover);
    await crossCheck(made, prover, made.inputs);
  });
});

/** Of a key: the wires, the public signals, the domain's size. */
function sizesOf({ prime, zkey }: Keyed): number[] {
  const view = new DataView(zkey.buffer, zkey.byteOffset);
  // Section 1 has 4 bytes; then the header's q and r.
  const at = 12 + 12 + 4 + 12 + 4 + (prime === 'bn128' ? 32 : 48) + 4 + 32;
  return [0, 4, 8].map((i) => view.getUint32(at + i, true));
}

const MANY = 24;
const NAMES = Array.from({ length: MANY }, (_, i) => `x${i}`);
const SIGNALS = `template Main() {
  ${NAMES.map((name) => `signal input ${name};`).join(' ')}
  signal input secret;
  signal output sum;
  sum <== (${NAMES.join(' + ')}) * secret;
}`;

describe.each(['bn128', 'bls12381'] as const)('tiny circuits on %s, of a key of snarkjs', (prime) => {
  const order = BigInt(
    prime === 'bn128'
      ? '21888242871839275222246405745257275088548364400416034343698204186575808495617'
      : '52435875175126190479447740508185965837690552500527637822603658699938581184513',
  );

  async function check(
    circuit: Keyed,
    sizes: readonly [wires: number, nPublic: number, domain: number],
    all: readonly CircomInputs[],
  ): Promise<void> {
    expect(sizesOf(circuit)).toEqual(sizes);
    await using prover = await createProver({ zkey: circuit.zkey, circuitWasm: circuit.wasm });
    await checkKey(circuit, prover);
    for (const inputs of all) await crossCheck(circuit, prover, inputs);
  }

  it('one constraint', { timeout: minute }, async () => {
    const all = [
      { a: 3, b: 5 },
      { a: 0, b: 0 },
      { a: 1, b: -1 },
    ];
    await check(await keyed(PRODUCT, prime), [4, 1, 4], all);
  });

  it('no private wires', { timeout: minute }, async () => {
    await check(
      await keyed(PRODUCT, prime, ['a', 'b']),
      [4, 3, 8],
      [
        { a: 3, b: 7 },
        { a: 0, b: -1 },
      ],
    );
  });

  it('many public signals', { timeout: minute }, async () => {
    const inputs = Object.fromEntries(NAMES.map((name, i) => [name, BigInt(i) - 12n]));
    const zeros = Object.fromEntries(NAMES.map((name) => [name, 0]));
    const circuit = await keyed(SIGNALS, prime, NAMES);
    await check(
      circuit,
      [MANY + 3, MANY + 1, 32],
      [
        { ...inputs, secret: 9 },
        { ...zeros, secret: 0 },
      ],
    );
  });

  it('a domain that is full, and the next larger', { timeout: minute }, async () => {
    // Rows: the constraints, the constant and one public signal.
    await check(await keyed(powers(6), prime), [8, 1, 8], [{ x: -2 }]);
    await check(await keyed(powers(7), prime), [9, 1, 16], [{ x: 3 }]);
  });

  describe('values of each kind', () => {
    let circuit: Keyed;
    beforeAll(async () => {
      circuit = await keyed(squares(9), prime);
    }, minute);

    it.each([
      ['zeros', new Array<bigint>(9).fill(0n)],
      ['ones', new Array<bigint>(9).fill(1n)],
      ['the largest', new Array<bigint>(9).fill(order - 1n)],
      ['the same', new Array<bigint>(9).fill(0x1234_5678_9abc_def0_1234n)],
      ['of each size', [0n, 1n, order - 1n, order >> 1n, (order >> 1n) + 1n, 1n << 64n, 1n << 128n, 255n, 1n << 253n]],
      ['small and negative', [-1n, -2n, -128n, 127n, -255n, 256n, -65_536n, 3n, -3n]],
    ])('%s', { timeout: minute }, async (_, x) => {
      await check(circuit, [19, 1, 16], [{ x }]);
    });
  });

  it('a witness that satisfies nothing', { timeout: minute }, async () => {
    const circuit = await keyed(PRODUCT, prime);
    const wtns = await snarkjsWitness(circuit.wasm, { a: 3, b: 5 });
    await using prover = await createProver({ zkey: circuit.zkey });
    await using unchecked = await createProver({ zkey: circuit.zkey, check: false });
    const key = await snarkjsVerificationKey(circuit.zkey, prime);
    for (let wire = 1; wire < 4; wire++) {
      const wrong = wtns.slice();
      wrong[76 + 32 * wire] = (wrong[76 + 32 * wire] ?? 0) ^ 1;
      expect(await outcomeOf(prover.proveWitness(wrong))).toMatch(/^unsatisfied: .* does not satisfy the circuit/);
      const { proof, publicSignals } = await unchecked.proveWitness(wrong);
      expect(wire > 1 || !(await snarkjsVerifies(key, publicSignals, proof))).toBe(true);
    }
    expect((await unchecked.proveWitness(wtns)).publicSignals).toEqual(['15']);
  });
});
