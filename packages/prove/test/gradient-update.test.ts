/** The prover's own circuit: its witnesses are the compiler's, and what it refuses. */
import { readFileSync } from 'node:fs';
import {
  type CircomInputs,
  createCircomWitness,
  createGradientUpdateWitness,
  createProver,
  type Prover,
} from '@fedzk/prove';
import { outcomeOf } from '@fedzk/testkit/errors';
import { createVerifier } from '@fedzk/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInstances } from '../../circuits/scripts/instances.js';
import { developmentKey } from '../../circuits/scripts/keys.js';
import { primes } from '../../circuits/src/poseidon-constants.js';
import { statement } from '../../circuits/test/gradient.js';
import { K, RHO, S, squares } from '../../circuits/test/gradient-check.js';

const SHAPE = { n: 31, bits: 8, headroom: 10 } as const;
const x = Int8Array.from({ length: SHAPE.n }, (_, i) => ((i * 97) % 256) - 128);

describe.each([
  ['gradient-update-31x8', 'bn254'],
  ['gradient-update-31x8-bls12381', 'bls12-381'],
] as const)('%s', (name, curve) => {
  const instance = readInstances().find((each) => each.name === name);
  const prime = primes[instance?.prime ?? 'bn128'];
  const values = Array.from(x, BigInt);
  const given = { x: values, s: S % prime, k: K % prime, rho: RHO % prime, maxNormSq: squares(values) + 5n };
  const made = statement({ n: SHAPE.n, b: SHAPE.bits, h: SHAPE.headroom }, given, prime);
  const inputs: CircomInputs = { ...made, s: given.s, k: given.k, x };
  let prover: Prover;
  let wasm: Uint8Array;

  beforeAll(async () => {
    const files = developmentKey(name);
    wasm = new Uint8Array(readFileSync(files.wasm));
    prover = await createProver({ zkey: readFileSync(files.zkey), gradientUpdate: SHAPE });
  }, 300_000);
  afterAll(() => prover.close());

  it('proves', async () => {
    expect([prover.gradientUpdate, prover.inputValues]).toEqual([SHAPE, SHAPE.n + 6]);
    expect(Object.isFrozen(prover.gradientUpdate)).toBe(true);
    const { proof, publicSignals } = await prover.prove(inputs);
    expect(publicSignals).toEqual(Object.values(made).map(String));
    using verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve });
    expect(verifier.verify(proof, publicSignals)).toBe(true);
  });

  it("writes the file that the compiler's module does, of inputs in any spelling", async () => {
    using own = await createGradientUpdateWitness({ curve, ...SHAPE });
    const circom = await createCircomWitness(wasm);
    expect([own.curve, own.wires, own.inputValues]).toEqual([circom.curve, circom.wires, circom.inputValues]);
    const expected = await circom.witness(inputs);
    const spellings = [
      x,
      Int16Array.from(x),
      Array.from(x),
      values,
      Array.from(x, String),
      values.map((value) => (value + prime) % prime),
    ];
    for (const spelling of spellings) expect(await own.witness({ ...inputs, x: spelling })).toEqual(expected);
    const strings = Object.entries(inputs).map(([key, value]) => [key, key === 'x' ? x : String(value)]);
    expect(await own.witness(Object.fromEntries(strings))).toEqual(expected);
  });

  it('has no witness for a false statement', async () => {
    const refused = (others: CircomInputs): Promise<string> => outcomeOf(prover.prove({ ...inputs, ...others }));
    const head = 'unsatisfied: The inputs are not the circuit';
    expect(await refused({ maxNormSq: squares(values) - 1n })).toMatch(head);
    for (const key of ['tag', 'commitment', 'rho', 's', 'k']) {
      expect(await refused({ [key]: ((inputs[key] as bigint) + 1n) % prime })).toMatch(head);
    }
    expect(await refused({ x: x.map((value, i) => (i === 3 ? value + 1 : value)) })).toMatch(head);
  });

  it('refuses invalid inputs, without showing their values', async () => {
    const { tag: _, ...withoutTag } = inputs;
    const refused: readonly [unknown, RegExp][] = [
      [undefined, /"inputs" expected an object/],
      [withoutTag, /The input "tag" is missing/],
      [{ ...inputs, y: 1 }, /no input "y"/],
      [{ ...inputs, x: x.subarray(1) }, /"inputs.x" expected 31 values, got 30/],
      [{ ...inputs, x: 5 }, /"inputs.x" expected an array/],
      [{ ...inputs, x: Array.from(x, (value) => value + 0.5) }, /"inputs.x\[0\]" expected an integer of 16 bits/],
      [{ ...inputs, x: Array.from(x, () => 40_000) }, /"inputs.x\[0\]" expected an integer of 16 bits/],
      [{ ...inputs, x: Int16Array.from(x, () => 128) }, /x\[0\] doesn't fit into 8 bits/],
      [{ ...inputs, s: prime }, /"inputs.s" expected an integer from 0/],
      [{ ...inputs, k: -1 }, /"inputs.k" expected an integer from 0/],
      [{ ...inputs, rho: '0x10' }, /"inputs.rho" expected an integer from 0/],
      [{ ...inputs, maxNormSq: 2n ** 64n }, /"inputs.maxNormSq" expected/],
      [{ ...inputs, maxNormSq: 2n ** 40n }, /maxNormSq doesn't fit into the slack's 19 bits/],
    ];
    for (const [wrong, message] of refused) {
      const said = await outcomeOf(prover.prove(wrong as CircomInputs));
      expect(said).toMatch(/^invalid-argument: /);
      expect(said).toMatch(message);
      expect(said).not.toContain(String(given.s));
    }
  });
});

it('refuses invalid shapes', async () => {
  const { zkey } = developmentKey('gradient-update-31x8');
  const opening = (gradientUpdate: unknown, others = {}): Promise<string> =>
    outcomeOf(createProver({ zkey: readFileSync(zkey), gradientUpdate: gradientUpdate as never, ...others }));
  expect(await opening({ ...SHAPE, bits: 5 })).toMatch(/^invalid-argument: .*4, 8 or 16 bits/);
  expect(await opening({ ...SHAPE, n: 0 })).toMatch(/^invalid-argument: /);
  expect(await opening({ ...SHAPE, n: 1.5 })).toMatch(/"gradientUpdate.n" expected an integer/);
  expect(await opening({ ...SHAPE, headroom: 17 })).toMatch(/^invalid-argument: .*1 to 16/);
  expect(await opening({ ...SHAPE, n: 32 })).toMatch(/belong together: the key has 656 wires/);
  expect(await opening(SHAPE, { circuitWasm: new Uint8Array() })).toMatch(/got both/);
});
